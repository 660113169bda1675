using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

/// <summary>The bound of one metric: the single key <c>at_least</c> or <c>at_most</c>.</summary>
/// <param name="title">Of the key, as in the reference.</param>
/// <param name="none">Without a number yet.</param>
/// <param name="isAtLeast">On which side of the number it has to lie.</param>
/// <param name="value">What may stand as the number.</param>
/// <param name="doc">What it says.</param>
/// <param name="with">The bound with its number.</param>
sealed class BoundConfig<T, TBound>(
    string title,
    TBound none,
    Func<TBound, bool> isAtLeast,
    Shape<T> value,
    string doc,
    Func<TBound, T, TBound> with
) : MapShape<TBound>
{
    readonly Key<T> _bound = Key.Required(isAtLeast(none) ? "at_least" : "at_most", value, doc);

    public override string Title => title;

    public override IReadOnlyList<Key> Keys => [_bound];

    protected override TBound Build(MapReader keys) => keys.Get(_bound) is { } found ? with(none, found.Value) : none;
}
