using System.Globalization;

namespace Streaming.Models;

/// <summary>What a decision about a model rests on: a sentence for people, and figures for programs. Equal where all of it is.</summary>
/// <param name="Summary">In words.</param>
/// <param name="Figures">By name; each a finite number.</param>
public sealed record ModelEvidence(string Summary, IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>All of it for people: the sentence, then the figures in brackets, by name.</summary>
    public string ToText()
    {
        if (Figures.Count == 0)
            return Summary;
        var figures = Figures
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value:0.######}"));
        var (sentence, end) = Summary.EndsWith('.') ? (Summary[..^1], ".") : (Summary, "");
        return $"{sentence} ({string.Join(", ", figures)}){end}";
    }

    /// <inheritdoc/>
    public bool Equals(ModelEvidence? other) =>
        other is not null
        && Summary == other.Summary
        && Figures.Count == other.Figures.Count
        && Figures.All(f => other.Figures.TryGetValue(f.Key, out var figure) && figure.Equals(f.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Summary, Figures.Count);
}
