namespace Streaming.Learning.Fairness;

/// <summary>How well what a model sees tells groups apart that it is not told of.</summary>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Attributes">In declared order.</param>
public sealed record ProxyReport(int Rows, IReadOnlyList<AttributeProxies> Attributes);

/// <summary>The groups of one attribute.</summary>
/// <param name="Name">Of the attribute.</param>
/// <param name="Groups">Those that have enough rows, as the others have.</param>
public sealed record AttributeProxies(string Name, IReadOnlyList<GroupProxies> Groups);

/// <summary>How well each feature, and all together, tell the rows of a group from all others.</summary>
/// <param name="Name">The group.</param>
/// <param name="Rows">Rows of it.</param>
/// <param name="Together">Area under the ROC curve, on the last 30 % of the time, of a logistic regression on all features that was fitted
/// before; null: there were too few rows for one.</param>
/// <param name="Features">What tells the group best comes first.</param>
public sealed record GroupProxies(string Name, int Rows, Estimate? Together, IReadOnlyList<FeatureProxy> Features);

/// <summary>How well a feature tells a group from all others.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Area">Area under the ROC curve: 0.5 tells nothing; above it the group has greater values, below it lesser ones.</param>
public sealed record FeatureProxy(string Feature, Estimate Area)
{
    /// <summary>The same, whichever way it tells: 0.5 to 1.</summary>
    public double Strength => Math.Max(Area.Value, 1 - Area.Value);

    /// <summary>It is known to be at least so strong, by the interval's nearer end.</summary>
    public double AtLeast => Area is { Low: { } low, High: { } high } ? Math.Max(0.5, Math.Max(low, 1 - high)) : 0.5;
}
