using Streaming.Topology;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Features.Tests.Engine;

/// <summary>A stage with windows of every kind over the fields of <see cref="Released"/>.</summary>
static class Windows
{
    public static TopologyModel Topology { get; } =
        TopologyLoader.Parse(
            $$"""
            topology: test
            version: 1
            source:
              topic: events
              key: key
              id: id
              time: time
              fields:
                id: string
                time: timestamp
                key: string
                x: { type: double, optional: true }
                text: { type: string, optional: true }
            labels:
              topic: labels
              id: id
              time: time
              known: known
              target: good
              fields:
                key: string
                good: bool
                x: { type: double, optional: true }
                text: { type: string, optional: true }
            features:
              twice: x * 2
            score:
              rule: "0.5"
              decide: { any: otherwise }
            output: { predictions: p, quarantine: q }
            lineage: { keep: 1d }
            """
        ) with
        {
            Order = new OrderModel { Drift = TimeSpan.FromSeconds(ReleasedBatch.Drift) },
        };

    public static IReadOnlyList<WindowFeature> All { get; } = [.. Shapes().SelectMany(Aggregates)];

    public static StagePlan Stage(IReadOnlyList<FeatureModel> features) =>
        new()
        {
            Name = "by-key",
            Inputs = [],
            Key = "key",
            Features = features,
            Carried = [],
            Channels = [],
            Group = "g",
            EmittedTopic = "e",
        };

    static IEnumerable<WindowFeature> Shapes()
    {
        foreach (var input in new[] { WindowInput.Events, WindowInput.Labels })
        {
            foreach (var (over, delay, pane) in new[] { (20, 0, 0), (7, 0, 0), (25, 12, 0), (20, 0, 10), (30, 15, 5) })
            {
                yield return new WindowFeature($"{input}-{over}-{delay}-{pane}", Aggregate.Count, input, "key", TimeSpan.FromSeconds(over))
                {
                    Delay = TimeSpan.FromSeconds(delay),
                    Pane = pane == 0 ? null : TimeSpan.FromSeconds(pane),
                    Empty = pane == 5 ? -7 : double.NaN,
                };
            }
        }
    }

    static IEnumerable<WindowFeature> Aggregates(WindowFeature shape)
    {
        foreach (var aggregate in Enum.GetValues<Aggregate>())
        {
            yield return shape with
            {
                Name = $"{shape.Name}-{aggregate}",
                Aggregate = aggregate,
                Value = aggregate switch
                {
                    Aggregate.Count or Aggregate.SinceLast => null,
                    Aggregate.Distinct => Column("text", ExprType.String),
                    _ => Column("x", ExprType.Number),
                },
            };
        }
        yield return shape with
        {
            Name = shape.Name + "-numbers",
            Aggregate = Aggregate.Distinct,
            Value = Column("x", ExprType.Number),
        };
    }

    static ColumnRef Column(string name, ExprType type) => new(name, type) { Kind = ColumnKind.Field };
}
