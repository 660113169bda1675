using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Retention;

/// <summary>The beginning of one stream that was removed.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="From">First version that was still there.</param>
/// <param name="First">First version that stays.</param>
/// <param name="Head">Hash of the version before that, hex: the chain goes on from it.</param>
/// <param name="WrittenUntil">When that version was written.</param>
/// <param name="Snapshot">SHA-256 (hex) of the state that replay of what stays begins from; null: there is no state.</param>
/// <param name="Removed">What was in the versions that are removed.</param>
/// <param name="Before">Counts of the stream from its very first version up to there: those of what stays go on from them.</param>
/// <param name="Archive">File that the removed versions were written to before; null: none.</param>
public sealed record StreamCut(
    string Stream,
    long From,
    long First,
    string Head,
    Timestamp WrittenUntil,
    string? Snapshot,
    CutCounts Removed,
    CutCounts Before,
    string? Archive
)
{
    /// <summary>The last version that is removed, as what follows is chained to it.</summary>
    internal LineageTail Tail(StreamKey stream) => new(stream, First - 1, Convert.FromHexString(Head), null);
}

/// <summary>Counts over a range of versions; see <see cref="StreamTotals"/>.</summary>
/// <param name="Batches">Versions.</param>
/// <param name="Rows">Rows of the rows tables.</param>
/// <param name="Labels">Rows of the labels tables.</param>
/// <param name="Rejected">Rows of the rejected tables.</param>
/// <param name="Control">Rows of the control tables.</param>
/// <param name="MinTime">Lowest event time; above <paramref name="MaxTime"/> when there are none.</param>
/// <param name="MaxTime">Highest event time.</param>
/// <param name="Outcomes">Count by outcome.</param>
public sealed record CutCounts(
    long Batches,
    long Rows,
    long Labels,
    long Rejected,
    long Control,
    Timestamp MinTime,
    Timestamp MaxTime,
    IReadOnlyDictionary<string, long> Outcomes
)
{
    internal static CutCounts Of(long batches, StreamTotals totals) =>
        new(
            batches,
            totals.Rows,
            totals.Labels,
            totals.Rejected,
            totals.Control,
            totals.MinTime,
            totals.MaxTime,
            new SortedDictionary<string, long>(totals.Outcomes.ToDictionary(), StringComparer.Ordinal)
        );

    internal StreamTotals Totals() => new(Rows, Labels, Rejected, MinTime, MaxTime, Outcomes) { Control = Control };
}
