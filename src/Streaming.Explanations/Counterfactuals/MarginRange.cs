namespace Streaming.Explanations.Counterfactuals;

/// <summary>Margins that are wanted, from one to the other, both among them.</summary>
/// <param name="Low">May be -∞.</param>
/// <param name="High">May be ∞.</param>
public readonly record struct MarginRange(double Low, double High)
{
    /// <summary>Relative to the bound: a model that adds up float32 may come out on the other side of it so near by.</summary>
    const double Slack = 1e-5;

    /// <summary>Every margin: whoever accepts rows says which are wanted.</summary>
    public static MarginRange All { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    internal bool Contains(double margin) => margin >= Low && margin <= High;

    /// <summary>How far a margin is from it; 0 within.</summary>
    internal double Gap(double margin) =>
        margin < Low ? Low - margin
        : margin > High ? margin - High
        : 0;

    /// <summary>Some margin between two is wanted.</summary>
    internal bool Meets(double least, double most) => most >= Low && least <= High;

    /// <summary>With what lies so near that only the model itself can tell.</summary>
    internal MarginRange Widened() => new(Low - (Slack * (1 + Math.Abs(Low))), High + (Slack * (1 + Math.Abs(High))));
}
