using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>One thing that a later text of a topology says otherwise.</summary>
/// <param name="Line">Line in the later text, from 1; of what contains it where it is gone.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Path">Keys from the top of the file, joined by dots.</param>
/// <param name="Message">What differs; no full stop.</param>
/// <param name="Cure">Null: it goes live with the first batch written under the later text. Else it cannot, and this says what to
/// do.</param>
public sealed record TopologyChange(int Line, int Column, string Path, string Message, string? Cure)
{
    /// <summary>Whether a running pipeline takes it as it is.</summary>
    public bool GoesLive => Cure is null;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Line}:{Column}: {(Path.Length == 0 ? "" : $"{Path}: ")}{Message}.{(Cure is null ? "" : $" {Cure}")}";
}

/// <summary>Whether a topology may go on, changed, where it has lineage. Facts in, changes out.</summary>
public static class TopologyEvolution
{
    /// <summary>Every change, in the order of the later text; none where both are the same text.</summary>
    public static IReadOnlyList<TopologyChange> Compare(TopologyModel earlier, TopologyModel later)
    {
        var pair = new Succession(earlier, later);
        var places = new TopologyPlaces(later.Text);
        return
        [
            .. EvolutionRules
                .All.SelectMany(rule => rule.Differences(pair))
                .Select(d => (Difference: d, Place: places.Find(d.Path)))
                .Select(d => new TopologyChange(
                    d.Place.Line,
                    d.Place.Column,
                    string.Join('.', d.Difference.Path),
                    d.Difference.Message,
                    d.Difference.Cure
                ))
                .OrderBy(c => c.Line)
                .ThenBy(c => c.Column),
        ];
    }
}
