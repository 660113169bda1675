using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Goals;

/// <summary>
/// The recorded shop with scores and decisions. Until the change large orders are bad, and they score high; from then on small ones are,
/// and they score low all the same.
/// </summary>
static class ChangingShop
{
    public const int Days = 40,
        ChangeDay = 22;

    /// <summary>When all batches were written: rows arrived when they happened.</summary>
    public const long Written = (Days + 1) * Day;

    public static PipelinePlan PlanWith(string goals, string learning = "") =>
        PlanCompiler.Compile(
            TopologyLoader.Parse(
                RecordedHistory
                    .Text.Replace("rule: 0", "rule: if(AMOUNT < 5, 1, 0)", StringComparison.Ordinal)
                    .Replace("decide: { accept: otherwise }", "decide: { stop: score >= 0.5, accept: otherwise }", StringComparison.Ordinal)
                    + $"\nlearning: {{ {learning} goals: {{ {goals} }} }}\n"
            )
        );

    /// <summary>An order every ten minutes.</summary>
    public static IReadOnlyList<Scored> ScoredOrders { get; } = Make();

    /// <summary>An order with the score that it was given.</summary>
    public sealed record Scored(Order Order, float Score)
    {
        public bool Alert => Score >= 0.5;
    }

    static List<Scored> Make()
    {
        var random = new Random(3);
        var orders = new List<Scored>();
        for (var i = 0; i < Days * 144; i++)
        {
            var (at, amount) = (i * 10 * Minute, Math.Exp(random.NextDouble() * 6));
            var bad = at < ChangeDay * Day ? amount > 150 : amount < 5;
            // One in twenty ends otherwise than its amount says.
            bad ^= random.Next(20) == 0;
            orders.Add(new Scored(new Order($"o{i}", at, random.Next(50), amount, bad), (float)Math.Min(1, amount / 300)));
        }

        return orders;
    }

    /// <summary>Appends the orders, spread over partitions, and labels that become known two days later.</summary>
    public static async Task RecordAsync(LineageStore store, IReadOnlyList<Scored> orders, int partitions = 1, int labels = int.MaxValue)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            var own = orders.Where(o => o.Order.Shop % partitions == partition).ToList();
            await AppendAsync(
                store,
                new StreamKey("shop", RecordedHistory.Plan.Final.Name, partition),
                own.Chunk(700).Select(chunk => new LineageTable(TableNames.Rows, Rows(chunk))),
                header => header with { WrittenAt = new Timestamp(Written) }
            );
            await RecordLabelsAsync(store, partition, own.Take(labels).Select(o => (o.Order, o.Order.Bad, o.Order.At + 2 * Day)));
        }
    }

    static RecordBatch Rows(Scored[] orders)
    {
        var rows = RecordedHistory.Rows([.. orders.Select(o => o.Order)], ["AMOUNT", "BIG"]);
        var decisions = new BytesColumnBuilder(StringType.Default);
        foreach (var order in orders)
            decisions.Append(Encoding.UTF8.GetBytes(order.Alert ? "stop" : "accept"));
        return new RecordBatch(
            new Schema(
                [
                    .. rows.Schema.FieldsList,
                    new Field(TableNames.Score, FloatType.Default, nullable: false),
                    new Field(TableNames.Decision, StringType.Default, nullable: false),
                ],
                metadata: null
            ),
            [.. rows.Arrays, new FloatArray.Builder().Append(orders.Select(o => o.Score).ToArray().AsSpan()).Build(), decisions.Build()],
            rows.Length
        );
    }
}
