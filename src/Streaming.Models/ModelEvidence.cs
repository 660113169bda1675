namespace Streaming.Models;

/// <summary>What a decision about a model rests on: a sentence for people, and figures for programs. Equal where all of it is.</summary>
/// <param name="Summary">In words.</param>
/// <param name="Figures">By name; each a finite number.</param>
public sealed record ModelEvidence(string Summary, IReadOnlyDictionary<string, double> Figures)
{
    /// <inheritdoc/>
    public bool Equals(ModelEvidence? other) =>
        other is not null
        && Summary == other.Summary
        && Figures.Count == other.Figures.Count
        && Figures.All(f => other.Figures.TryGetValue(f.Key, out var figure) && figure.Equals(f.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Summary, Figures.Count);
}
