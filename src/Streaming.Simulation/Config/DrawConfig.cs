using Streaming.Simulation.Model;
using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Config;

sealed record DrawConfig(Place Place)
{
    /// <summary>The distributions written; one is right.</summary>
    public IReadOnlyList<(Distribution Distribution, IReadOnlyList<Located<string>> Arguments)> Written { get; init; } = [];
    public double? Min { get; init; }
    public double? Max { get; init; }
    public int? Decimals { get; init; }

    /// <summary>The short form: an expression is the value.</summary>
    public static DrawConfig Of(Located<string> expression) => new(expression.Place) { Written = [(Distribution.Value, [expression])] };

    public static readonly Shape<DrawConfig> Shape = new EitherShape<string, DrawConfig>(Scalars.Expression, Of, new DrawShape());

    sealed class DrawShape : MapShape<DrawConfig>
    {
        public override string Title => "entities.<name>.parameters.<name>";

        public override IReadOnlyList<Key> Keys => DrawKeys.All;

        protected override DrawConfig Build(MapReader keys) => DrawKeys.Read(keys);
    }
}

/// <summary>Keys that say how a number is drawn, shared by parameters and fields.</summary>
static class DrawKeys
{
    static readonly Shape<IReadOnlyList<Located<string>>> Pair = new ListShape<string>(Scalars.Expression, 2, 2);

    static readonly Key<string> ValueKey = Key.Optional("value", Scalars.Expression, "An expression, not drawn at all.");
    static readonly Key<IReadOnlyList<Located<string>>> UniformKey = Key.Optional("uniform", Pair, "Uniform: [from, to].");
    static readonly Key<IReadOnlyList<Located<string>>> NormalKey = Key.Optional("normal", Pair, "Normal: [mean, standard deviation].");
    static readonly Key<IReadOnlyList<Located<string>>> LognormalKey = Key.Optional(
        "lognormal",
        Pair,
        "Lognormal: [mean, standard deviation] of the logarithm."
    );
    static readonly Key<IReadOnlyList<Located<string>>> GammaKey = Key.Optional("gamma", Pair, "Gamma: [shape, scale].");
    static readonly Key<double> MinKey = Key.Optional("min", Scalars.Number, "Smaller numbers are drawn again.");
    static readonly Key<double> MaxKey = Key.Optional("max", Scalars.Number, "Larger numbers are drawn again.");
    static readonly Key<int> DecimalsKey = Key.Optional("decimals", Scalars.Int(0, 9), "Rounded to so many decimals.");

    public static IReadOnlyList<Key> All { get; } = [ValueKey, UniformKey, NormalKey, LognormalKey, GammaKey, MinKey, MaxKey, DecimalsKey];

    public static DrawConfig Read(MapReader keys)
    {
        (Distribution Distribution, IReadOnlyList<Located<string>>? Arguments)[] written =
        [
            (Distribution.Value, keys.Get(ValueKey) is { } value ? [value] : null),
            (Distribution.Uniform, keys.Get(UniformKey)?.Value),
            (Distribution.Normal, keys.Get(NormalKey)?.Value),
            (Distribution.Lognormal, keys.Get(LognormalKey)?.Value),
            (Distribution.Gamma, keys.Get(GammaKey)?.Value),
        ];
        return new DrawConfig(keys.Place)
        {
            Written = [.. written.Where(w => w.Arguments is not null).Select(w => (w.Distribution, w.Arguments!))],
            Min = keys.Get(MinKey)?.Value,
            Max = keys.Get(MaxKey)?.Value,
            Decimals = keys.Get(DecimalsKey)?.Value,
        };
    }
}
