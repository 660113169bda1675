using Streaming.Topology.Expressions;

namespace Streaming.Topology.Model;

/// <summary>One model input. Every feature's value is rounded to float32 when computed; missing is NaN.</summary>
public abstract record FeatureModel(string Name);

/// <summary>
/// Row by row, over fields and over other features (their float32 values). A number, or a bool that counts as 1 or 0; null
/// is missing.
/// </summary>
public sealed record ExpressionFeature(string Name, Expr Expression) : FeatureModel(Name);

/// <summary>What is made of the rows of a window.</summary>
public enum Aggregate
{
    /// <summary>Number of rows.</summary>
    Count,

    /// <summary>Exact sum, rounded once.</summary>
    Sum,

    /// <summary>Exact mean, rounded once.</summary>
    Mean,

    /// <summary>Least value.</summary>
    Min,

    /// <summary>Greatest value.</summary>
    Max,

    /// <summary>Sample standard deviation (n - 1); fewer than two values: empty.</summary>
    Stddev,

    /// <summary>Number of distinct values.</summary>
    Distinct,

    /// <summary>Seconds since the previous row of the key inside the window; none: empty.</summary>
    SinceLast,
}

/// <summary>What a window is over.</summary>
public enum WindowInput
{
    /// <summary>The topology's events.</summary>
    Events,

    /// <summary>Its labels, as they become known.</summary>
    Labels,
}

/// <summary>
/// An aggregate over the rows of one key with event time in (t - delay - over, t - delay], t being the row's event time.
/// Over events with no delay the row itself is included (except <see cref="Aggregate.SinceLast"/>). Over labels the time
/// compared is that of what they label, among the labels known by t. With a pane, both ends are rounded down to its
/// multiples plus one pane (exact inside whole panes).
/// </summary>
public sealed record WindowFeature(string Name, Aggregate Aggregate, WindowInput Input, string Key, TimeSpan Over) : FeatureModel(Name)
{
    /// <summary>What is aggregated: a number or a bool counting as 1 or 0 (any type for Distinct) over the input's fields; rows for which
    /// it is null are left out. Null for Count of rows and SinceLast.</summary>
    public Expr? Value { get; init; }

    /// <summary>How long ago the window ends.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Null: exact.</summary>
    public TimeSpan? Pane { get; init; }

    /// <summary>Value of an empty window; NaN when not declared (0 for Count, Sum and Distinct).</summary>
    public double Empty { get; init; } = double.NaN;
}
