using System.Globalization;
using System.IO.Compression;
using Streaming.Events.Time;
using Streaming.Learning.Data;

namespace Streaming.Learning.Tests.Data;

/// <summary>
/// The Fraud Detection Handbook's transactions with its 15 features, recomputed here in the plainest way: customer windows
/// are (t - n days, t], the transaction itself included; terminal windows (t - (7 + n) days, t - 7 days].
/// </summary>
static class CardFraudRows
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);
    const int Delay = 7;
    static readonly int[] Windows = [1, 7, 30];

    static readonly string[] Names =
    [
        "TX_AMOUNT",
        "TX_DURING_WEEKEND",
        "TX_DURING_NIGHT",
        .. Windows.Select(n => $"CUSTOMER_ID_NB_TX_{n}DAY_WINDOW"),
        .. Windows.Select(n => $"CUSTOMER_ID_AVG_AMOUNT_{n}DAY_WINDOW"),
        .. Windows.Select(n => $"TERMINAL_ID_NB_TX_{n}DAY_WINDOW"),
        .. Windows.Select(n => $"TERMINAL_ID_RISK_{n}DAY_WINDOW"),
    ];

    /// <summary>The file in <c>shared/data</c> beside the checkout, or null where there is none.</summary>
    public static string? FindFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data", "card-fraud");
            if (Directory.Exists(data))
                return Directory.GetFiles(data, "transactions_*.csv.gz").FirstOrDefault();
        }

        return null;
    }

    /// <summary>All transactions in time order; the group is the customer.</summary>
    public static TrainingSet Read(string file)
    {
        var rows = Parse(file);
        var features = new float[rows.Count * Names.Length];
        var customers = new Histories();
        var terminals = new Histories();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var customer = customers.Of(row.Customer);
            var terminal = terminals.Of(row.Terminal);
            customer.Add(row.Time, row.Amount);
            var at = row.Time.ToDateTimeOffset();
            var target = features.AsSpan(i * Names.Length, Names.Length);
            target[0] = (float)row.Amount;
            target[1] = at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
            target[2] = at.Hour <= 6 ? 1 : 0;
            for (var w = 0; w < Windows.Length; w++)
            {
                var (count, sum) = customer.Within(row.Time - Windows[w] * Day, row.Time);
                target[3 + w] = count;
                target[6 + w] = (float)(sum / count);
                (count, sum) = terminal.Within(row.Time - (Delay + Windows[w]) * Day, row.Time - Delay * Day);
                target[9 + w] = count;
                target[12 + w] = count > 0 ? (float)(sum / count) : 0;
            }

            terminal.Add(row.Time, row.Fraud ? 1 : 0);
        }

        return new TrainingSet(
            Names,
            features,
            [.. rows.Select(r => r.Fraud)],
            [.. rows.Select(r => r.Time)],
            [.. rows.Select(r => r.Customer)]
        );
    }

    readonly record struct Transaction(Timestamp Time, int Customer, int Terminal, double Amount, bool Fraud);

    static List<Transaction> Parse(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine().ShouldBe("TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO");
        var rows = new List<Transaction>(700_000);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            var time = DateTime.ParseExact(fields[1], "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
            rows.Add(
                new Transaction(
                    Timestamp.From(new DateTimeOffset(time, TimeSpan.Zero)),
                    int.Parse(fields[2]),
                    int.Parse(fields[3]),
                    double.Parse(fields[4]),
                    fields[5] == "1"
                )
            );
        }

        return rows;
    }

    sealed class Histories
    {
        readonly Dictionary<int, History> _histories = [];

        public History Of(int key) => _histories.TryGetValue(key, out var history) ? history : _histories[key] = new History();
    }

    /// <summary>Times in order, and the running sum up to each.</summary>
    sealed class History
    {
        readonly List<Timestamp> _times = [];
        readonly List<double> _sums = [0];

        public void Add(Timestamp time, double value)
        {
            _times.Add(time);
            _sums.Add(_sums[^1] + value);
        }

        public (int Count, double Sum) Within(Timestamp after, Timestamp upTo)
        {
            var (from, to) = (CountUpTo(after), CountUpTo(upTo));
            return (to - from, _sums[to] - _sums[from]);
        }

        int CountUpTo(Timestamp time)
        {
            var (low, high) = (0, _times.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_times[middle] <= time)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
