using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

/// <summary>The bound of one metric: the single key <c>at_least</c> or <c>at_most</c>.</summary>
/// <param name="metric">The metric.</param>
/// <param name="name">Of its key.</param>
/// <param name="value">What may stand as the bound.</param>
/// <param name="doc">What the bound says.</param>
/// <param name="toNumber">The bound in the metric's unit.</param>
sealed class BoundConfig<T>(GoalMetric metric, string name, Shape<T> value, string doc, Func<T, double> toNumber) : MapShape<GoalModel>
{
    readonly Key<T> _bound = Key.Required(new GoalModel(metric, 0).IsAtLeast ? "at_least" : "at_most", value, doc);

    public override string Title => $"learning.goals.{name}";

    public override IReadOnlyList<Key> Keys => [_bound];

    protected override GoalModel Build(MapReader keys) => new(metric, keys.Get(_bound) is { } found ? toNumber(found.Value) : 0);
}
