namespace Streaming.Features.Tests.CardFraud;

/// <summary>The handbook's 15 features, each by looking back from each transaction, in plain doubles.</summary>
sealed class Recomputation
{
    const long Day = 86_400_000_000;
    static readonly int[] Windows = [1, 7, 30];

    readonly Dictionary<string, List<Transaction>> _customers = [];
    readonly Dictionary<string, List<Transaction>> _terminals = [];

    public static string[] Names { get; } =
    [
        "TX_AMOUNT",
        "TX_DURING_WEEKEND",
        "TX_DURING_NIGHT",
        .. Windows.SelectMany(n =>
            new[]
            {
                $"CUSTOMER_ID_NB_TX_{n}DAY_WINDOW",
                $"CUSTOMER_ID_AVG_AMOUNT_{n}DAY_WINDOW",
                $"TERMINAL_ID_NB_TX_{n}DAY_WINDOW",
                $"TERMINAL_ID_RISK_{n}DAY_WINDOW",
            }
        ),
    ];

    /// <summary>Features of the next transaction, in time order, as in <see cref="Names"/>.</summary>
    public double[] Next(Transaction transaction)
    {
        var customer = Add(_customers, transaction.Customer, transaction);
        var terminal = Add(_terminals, transaction.Terminal, transaction);
        var time = DateTime.UnixEpoch.AddTicks(transaction.Time * TimeSpan.TicksPerMicrosecond);
        var features = new List<double>(Names.Length)
        {
            transaction.Amount,
            time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0,
            time.Hour <= 6 ? 1 : 0,
        };
        foreach (var days in Windows)
        {
            var (count, sum) = Look(customer, transaction.Time - (days * Day), transaction.Time, t => t.Amount);
            var (seen, frauds) = Look(terminal, transaction.Time - ((7 + days) * Day), transaction.Time - (7 * Day), t => t.Fraud ? 1 : 0);
            features.AddRange([count, sum / count, seen, seen == 0 ? 0 : frauds / seen]);
        }
        return [.. features];
    }

    static (int Count, double Sum) Look(List<Transaction> transactions, long low, long high, Func<Transaction, double> value)
    {
        var count = 0;
        var sum = 0.0;
        for (var i = transactions.Count - 1; i >= 0 && transactions[i].Time > low; i--)
        {
            if (transactions[i].Time > high)
                continue;
            count++;
            sum += value(transactions[i]);
        }
        return (count, sum);
    }

    static List<Transaction> Add(Dictionary<string, List<Transaction>> map, string key, Transaction transaction)
    {
        if (!map.TryGetValue(key, out var list))
            map[key] = list = [];
        list.Add(transaction);
        return list;
    }
}
