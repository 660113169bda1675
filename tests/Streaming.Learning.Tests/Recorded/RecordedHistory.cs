using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Tests.Recorded;

/// <summary>A topology, and lineage as its stages would have recorded it.</summary>
static class RecordedHistory
{
    public const string Text = """
        topology: shop
        version: 1
        source:
          topic: orders
          key: SHOP
          id: ORDER
          time: AT
          fields: { ORDER: { type: string }, AT: timestamp, SHOP: int, AMOUNT: double }
        labels:
          topic: labels
          id: ORDER
          time: AT
          known: KNOWN
          delay: 2d
          target: BAD
          fields: { BAD: bool }
        features:
          AMOUNT: AMOUNT
          BIG: AMOUNT > 100
        score:
          model: shop
          rule: 0
          decide: { accept: otherwise }
        output: { predictions: predictions, quarantine: quarantine }
        """;

    public static readonly PipelinePlan Plan = PlanCompiler.Compile(TopologyLoader.Parse(Text));

    public const long Minute = 60_000_000,
        Day = 1440 * Minute;

    /// <summary>An order a minute; its amount tells a good deal about how it ended.</summary>
    public static Order[] Orders(int count)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var amount = Math.Exp(random.NextDouble() * 6);
                    return new Order($"o{i}", i * Minute, random.Next(50), amount, random.NextDouble() < amount / 500);
                }),
        ];
    }

    public sealed record Order(string Id, long At, long Shop, double Amount, bool Bad);

    /// <summary>Appends the orders to a partition of the final stage, a few batches of them.</summary>
    public static Task RecordOrdersAsync(
        LineageStore store,
        int partition,
        IEnumerable<Order> orders,
        IReadOnlyList<string>? features = null
    ) =>
        AppendAsync(
            store,
            new StreamKey("shop", Plan.Final.Name, partition),
            orders.Chunk(700).Select(chunk => new LineageTable(TableNames.Rows, Rows(chunk, features ?? ["AMOUNT", "BIG"])))
        );

    /// <summary>Appends labels to a partition of the labels stage: what each order's end was said to be, and when.</summary>
    public static Task RecordLabelsAsync(
        LineageStore store,
        int partition,
        IEnumerable<(Order Order, bool Bad, long Known)> labels,
        LabelsModel? declared = null,
        bool withdrawn = false
    ) =>
        AppendAsync(
            store,
            new StreamKey("shop", Plan.Stages[0].Name, partition),
            labels
                .Chunk(900)
                .Select(chunk => new LineageTable(TableNames.Labels, Labels(chunk, declared ?? Plan.Topology.Labels!, withdrawn)))
        );

    static Task AppendAsync(LineageStore store, StreamKey stream, IEnumerable<LineageTable> tables) =>
        AppendAsync(store, stream, tables, header => header);

    /// <summary>Appends tables to a stream, a batch each.</summary>
    public static async Task AppendAsync(
        LineageStore store,
        StreamKey stream,
        IEnumerable<LineageTable> tables,
        Func<BatchHeader, BatchHeader> with
    )
    {
        var tail = await store.ReadTailAsync(stream) ?? LineageTail.Start(stream);
        foreach (var table in tables)
        {
            var batch = PreparedBatch.Create(
                tail,
                with(
                    new BatchHeader
                    {
                        Positions = [],
                        IdColumn = "ORDER",
                        LabelIdColumn = "ORDER",
                    }
                ),
                [table]
            );
            (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
            tail = batch.Tail;
        }
    }

    public static RecordBatch Rows(Order[] orders, IReadOnlyList<string> features)
    {
        var builder = new RowBuilder(RowSchema.ForSource(Plan.Topology.Source).WithFeatures(features).Arrow);
        foreach (var order in orders)
        {
            AppendSystem(builder, order.At);
            builder.Bytes("ORDER").Append(Encoding.UTF8.GetBytes(order.Id));
            builder.Fixed<long>("AT").Append(order.At);
            builder.Fixed<long>("SHOP").Append(order.Shop);
            builder.Fixed<double>("AMOUNT").Append(order.Amount);
            foreach (var feature in features)
            {
                builder
                    .Fixed<float>(feature)
                    .Append(
                        feature == "BIG"
                            ? order.Amount > 100
                                ? 1
                                : 0
                            : (float)order.Amount
                    );
            }

            builder.CommitRow();
        }

        return builder.Build();
    }

    public static RecordBatch Labels((Order Order, bool Bad, long Known)[] labels, LabelsModel declared, bool withdrawn = false)
    {
        var builder = new RowBuilder(RowSchema.ForLabels(declared).Arrow);
        foreach (var (order, bad, known) in labels)
        {
            AppendSystem(builder, known);
            builder.Bytes("ORDER").Append(Encoding.UTF8.GetBytes(order.Id));
            builder.Fixed<long>("AT").Append(order.At);
            builder.Fixed<long>("KNOWN").Append(known);
            builder.Bool(declared.Target).Append(bad);
            if (declared.Withdrawn is { } back)
                builder.Bool(back).Append(withdrawn);
            builder.CommitRow();
        }

        return builder.Build();
    }

    public static void AppendSystem(RowBuilder builder, long time)
    {
        builder.Fixed<int>(SystemColumns.Partition).Append(0);
        builder.Fixed<long>(SystemColumns.Offset).Append(builder.Length);
        builder.Fixed<long>(SystemColumns.SourceTime).Append(time);
        builder.Fixed<long>(SystemColumns.ArrivalTime).Append(time);
        builder.Fixed<long>(SystemColumns.EventTime).Append(time);
        builder.Fixed<byte>(SystemColumns.Flags).Append(0);
    }

    public static readonly TimeRange AllTime = new(Timestamp.Beginning, Timestamp.End);
}
