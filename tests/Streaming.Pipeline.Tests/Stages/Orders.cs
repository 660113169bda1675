using System.Globalization;
using System.Text;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Stages;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Stages;

/// <summary>A topology of one stage with one input, and records for it: order n is placed n seconds after the start.</summary>
static class Orders
{
    public const string Topic = "orders";

    public static readonly TopologyModel Topology = TopologyLoader.Parse(
        """
        topology: orders
        version: 1
        source:
          topic: orders
          key: customer
          id: id
          time: at
          fields: { id: string, at: timestamp, customer: string, amount: double }
        order: { max_wait: 1s }
        features:
          amount: amount
          spent: { sum: amount, per: customer, over: 1h }
        score: { model: orders, rule: amount / 100, decide: { look: score >= 0.5, pass: otherwise } }
        output: { predictions: orders.predictions, quarantine: orders.quarantine }
        """
    );

    public static readonly PipelinePlan Plan = PlanCompiler.Compile(Topology);

    public static readonly TopicLayout Layout = new(Plan, Plan.Stages.ToDictionary(s => s.Name, _ => 1, StringComparer.Ordinal));

    static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Its partition, of which nothing has been recorded.</summary>
    public static StageProcessor Stage(TimeProvider? time = null, int maxInFlight = 2)
    {
        var assembly = new StageAssembly(Plan, Plan.Final, Layout);
        return assembly.Alone(
            LineageTail.Start(new StreamKey(Topology.Name, Plan.Final.Name, 0)),
            assembly.Scorer(new ModelSlot(), "rule"),
            time ?? TimeProvider.System,
            maxInFlight: maxInFlight
        );
    }

    /// <summary>Orders that wait for what may be older.</summary>
    public static RawInput Published(int first, int count = 1, double amount = 80) =>
        new(0, Records(first, count, amount).Build(new Timestamp(Micros(first + count))));

    /// <summary>Orders, and the promise that nothing older follows: they may leave.</summary>
    public static RawInput Complete(int first, int count = 1, double amount = 80)
    {
        var records = Records(first, count, amount);
        records.AppendWatermark(Offset(first + count) - 1, new Timestamp(Micros(first + count)));
        return new RawInput(0, records.Build(new Timestamp(Micros(first + count))));
    }

    /// <summary>Records of the control topic, from an offset on.</summary>
    public static RawInput Commands(long offset, params string[] json)
    {
        var builder = new RawBatchBuilder(Plan.Final.Control!.Topic, 0);
        foreach (var (i, text) in json.Index())
            builder.Append(offset + i, new Timestamp(Micros(0)), [], hasKey: false, Encoding.UTF8.GetBytes(text), hasValue: true);
        return new RawInput(1, builder.Build(new Timestamp(Micros(0))));
    }

    /// <summary>A command as it lies on its topic.</summary>
    public static string Command(string id, string kind) =>
        $$"""{"id":"{{id}}","kind":"{{kind}}","at":"2026-03-02T12:00:00Z","author":"ann","because":"it drifts"}""";

    static RawBatchBuilder Records(int first, int count, double amount)
    {
        var builder = new RawBatchBuilder(Topic, 0);
        for (var n = first; n < first + count; n++)
        {
            var json = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"{{n}}","at":"{{Start.AddSeconds(n):yyyy-MM-ddTHH:mm:ssZ}}","customer":"c","amount":{{amount}}}"""
            );
            builder.Append(Offset(n), new Timestamp(Micros(n)), "c"u8, hasKey: true, Encoding.UTF8.GetBytes(json), hasValue: true);
        }

        return builder;
    }

    /// <summary>Each order has room for a watermark behind it.</summary>
    static long Offset(int n) => 2L * n;

    static long Micros(int n) => (Start.AddSeconds(n) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
