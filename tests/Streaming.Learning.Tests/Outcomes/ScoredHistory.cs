using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Time;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Outcomes;

/// <summary>Lineage of orders that a model scored, and of what they turned out to be, with watermarks as stages record them.</summary>
static class ScoredHistory
{
    public static readonly PipelinePlan Shop = PlanCompiler.Compile(
        TopologyLoader.Parse(Text.Replace("{ accept: otherwise }", "{ stop: score >= 0.5, accept: otherwise }"))
    );

    /// <summary>Appends rows to a partition of the final stage. Whatever comes is before the end of the last row's minute.</summary>
    /// <param name="store">The lineage.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="orders">The rows in the order of their times.</param>
    /// <param name="score">What the model says of an order.</param>
    /// <param name="version">Of the model.</param>
    public static Task ScoreAsync(
        LineageStore store,
        int partition,
        IEnumerable<Order> orders,
        Func<Order, float> score,
        int version = 1
    ) =>
        AllAsync(orders.Chunk(300), chunk =>
            AppendAsync(
                store,
                new StreamKey("shop", Shop.Final.Name, partition),
                [new LineageTable(TableNames.Rows, Scored(chunk, score))],
                header =>
                    header with
                    {
                        Watermark = new Timestamp(chunk[^1].At + 1),
                        ScoredBy = [new ModelInRole(ModelRole.Champion, "shop", version, "ab12")],
                    }
            )
        );

    /// <summary>Appends labels to a partition of the labels stage, in the order in which they became known.</summary>
    /// <param name="store">The lineage.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="until">What the stage's watermark reaches with the last batch.</param>
    public static async Task LabelAsync(
        LineageStore store,
        int partition,
        IEnumerable<(Order Order, bool Bad, long Known)> labels,
        long until
    )
    {
        var stream = new StreamKey("shop", Shop.Stages[0].Name, partition);
        await AllAsync(labels.Chunk(250), chunk =>
            AppendAsync(store, stream, [new LineageTable(TableNames.Labels, Labels(chunk, Shop.Topology.Labels!))], header =>
                header with
                {
                    Watermark = new Timestamp(chunk[^1].Known),
                }
            )
        );
        await AppendAsync(store, stream, [new LineageTable(TableNames.Labels, Labels([], Shop.Topology.Labels!))], header =>
            header with
            {
                Watermark = new Timestamp(until),
            }
        );
    }

    static async Task AllAsync<T>(IEnumerable<T> items, Func<T, Task> act)
    {
        foreach (var item in items)
            await act(item);
    }

    static RecordBatch Scored(Order[] orders, Func<Order, float> score)
    {
        float[] scores = [.. orders.Select(score)];
        var rows = Rows(orders, ["AMOUNT", "BIG"]);
        return new RecordBatch(
            new Schema(
                [
                    .. rows.Schema.FieldsList,
                    new Field(TableNames.Score, FloatType.Default, nullable: false),
                    new Field(TableNames.Decision, StringType.Default, nullable: false),
                ],
                metadata: null
            ),
            [
                .. rows.Arrays,
                new FloatArray.Builder().AppendRange(scores).Build(),
                new StringArray.Builder().AppendRange(scores.Select(s => s >= 0.5 ? "stop" : "accept")).Build(),
            ],
            rows.Length
        );
    }
}
