using System.Globalization;
using Streaming.Topology.Expressions;

namespace Streaming.Topology.Model;

/// <summary>
/// Whom decisions are held against each other for. It is no part of what lineage records: what is compared may change at any time, and
/// what was decided stays.
/// </summary>
public sealed record FairnessModel
{
    /// <summary>Fewest rows that a rate is shown of.</summary>
    public int Smallest { get; init; } = 50;

    /// <summary>Decisions that a label which is true speaks for: adverse ones, or favourable ones.</summary>
    public required IReadOnlyList<string> Decisions { get; init; }

    /// <summary>These decisions are adverse, and all others favourable; false: the other way round.</summary>
    public required bool AreAdverse { get; init; }

    /// <summary>In declared order.</summary>
    public required IReadOnlyList<ProtectedAttribute> Attributes { get; init; }

    /// <summary>Fields that nothing which scores or decides may derive from.</summary>
    public IReadOnlyList<string> Never { get; init; } = [];

    /// <summary>By which attribute decisions may go; null: by none.</summary>
    public GroupThresholds? Thresholds { get; init; }

    /// <summary>Whether a decision is favourable to who it is about.</summary>
    public bool IsFavourable(string decision) => Decisions.Contains(decision, StringComparer.Ordinal) != AreAdverse;

    /// <summary>Whether a label says that the favourable decision is the right one.</summary>
    public bool Deserves(bool label) => label != AreAdverse;
}

/// <summary>That groups may have thresholds of their own.</summary>
/// <param name="Attribute">Of which attribute.</param>
/// <param name="Because">Why that is right.</param>
public sealed record GroupThresholds(ProtectedAttribute Attribute, string Because);

/// <summary>By what rows are divided into groups.</summary>
/// <param name="Name">Such as <c>age</c>.</param>
/// <param name="By">A text, a bool, or a number with bands; null is no group.</param>
/// <param name="Text">The expression as written.</param>
public sealed record ProtectedAttribute(string Name, Expr By, string Text)
{
    /// <summary>The only groups of a text; empty: each text that occurs is one.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Where a number's bands meet, rising: each band begins at its number, and ends before the next one.</summary>
    public IReadOnlyList<double> Bands { get; init; } = [];

    /// <summary>The group that the others are held against; null: each is held against all others together.</summary>
    public string? Reference { get; init; }

    /// <summary>The groups that there can be, in order; null: each text is one.</summary>
    public IReadOnlyList<string>? Groups =>
        By.Type == ExprType.Bool ? ["true", "false"]
        : Bands.Count > 0 ? [.. Enumerable.Range(0, Bands.Count + 1).Select(BandName)]
        : Values.Count > 0 ? Values
        : null;

    /// <summary>The band of a number, from 0; those below the first bound are in band 0.</summary>
    public int BandOf(double number)
    {
        var band = 0;
        while (band < Bands.Count && number >= Bands[band])
            band++;
        return band;
    }

    string BandName(int band) =>
        band == 0 ? string.Create(CultureInfo.InvariantCulture, $"under {Bands[0]}")
        : band == Bands.Count ? string.Create(CultureInfo.InvariantCulture, $"{Bands[^1]} and over")
        : string.Create(CultureInfo.InvariantCulture, $"{Bands[band - 1]} to under {Bands[band]}");
}
