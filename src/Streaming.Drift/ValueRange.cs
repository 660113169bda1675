using System.Globalization;

namespace Streaming.Drift;

/// <summary>Which values a detector takes, both ends included; never one that is not finite.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
/// <param name="EndsOnly">Nothing between them.</param>
public readonly record struct ValueRange(double Low, double High, bool EndsOnly = false)
{
    /// <summary>Numbers of any size whose squares can be added up: one that is larger would make a sum infinite, and blind a detector for
    /// good.</summary>
    public static ValueRange Finite { get; } = new(-1e140, 1e140);

    /// <summary>From 0 to 1: errors, rates, scores.</summary>
    public static ValueRange Unit { get; } = new(0, 1);

    /// <summary>0 or 1: whether something was an error.</summary>
    public static ValueRange Binary { get; } = new(0, 1, EndsOnly: true);

    /// <summary>Whether the detector takes it.</summary>
    public bool Contains(double value) => EndsOnly ? value == Low || value == High : value >= Low && value <= High;

    /// <inheritdoc/>
    public override string ToString() =>
        EndsOnly
            ? string.Create(CultureInfo.InvariantCulture, $"{Low} or {High}")
            : string.Create(CultureInfo.InvariantCulture, $"numbers from {Low} to {High}");
}
