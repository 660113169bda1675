using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Retention;

/// <summary>One stream while it is decided where to cut it: the last place that nothing speaks against.</summary>
/// <param name="end">Its last batch.</param>
/// <param name="from">First version that is there.</param>
/// <param name="starts">Where segments begin, the stream's own beginning included, in order.</param>
/// <param name="lookBack">How far back its stage looks.</param>
/// <param name="cutoff">What was written from then on stays.</param>
sealed class CutCandidates(StreamSummary end, long from, IReadOnlyList<SegmentStart> starts, LookBack lookBack, Timestamp cutoff)
{
    public StreamKey Stream => end.Stream;

    public LookBack LookBack => lookBack;

    public long From => from;

    public BatchHeader End => end.Header;

    public IReadOnlyList<SegmentStart> Starts => starts;

    /// <summary>State needs batches whose watermark is not below this.</summary>
    public Timestamp NeededSince { get; private set; } = Timestamp.End;

    /// <summary>Why it does.</summary>
    public KeptBecause NeededBy { get; private set; }

    /// <summary>A follower needs this version and later ones.</summary>
    public long Unfollowed { get; init; } = long.MaxValue;

    /// <summary>Which follower.</summary>
    public string? Follower { get; init; }

    /// <summary>A look at the batches themselves has shown that the cut must not lie after this version.</summary>
    public long Latest { get; init; } = long.MaxValue;

    /// <summary>What stays begins here.</summary>
    public SegmentStart? Chosen => starts.LastOrDefault(s => s.Version > from && ReasonAgainst(s) is null);

    /// <summary>First version that stays.</summary>
    public long First => Chosen?.Version ?? from;

    /// <summary>Batches with this watermark, and later ones, must stay.</summary>
    public void Need(Timestamp since, KeptBecause why)
    {
        if (since < NeededSince)
            (NeededSince, NeededBy) = (since, why);
    }

    /// <param name="before">What was removed of the stream before.</param>
    public PlannedCut Plan(RecordedCut? before)
    {
        var next = starts.FirstOrDefault(s => s.Version > First);
        var why =
            next is not null ? ReasonAgainst(next) ?? KeptBecause.SegmentOpen
            : end.Header.SegmentSince < cutoff ? KeptBecause.SegmentOpen
            : KeptBecause.Young;
        var (gone, earlier) = (Chosen?.Before?.Totals, before?.Cut.Before.Totals() ?? StreamTotals.Zero);
        return new PlannedCut(
            Stream,
            from,
            First,
            starts.Count(s => s.Version > from && s.Version <= First),
            gone is null ? 0 : gone.Records - earlier.Records,
            end.Version,
            why
        )
        {
            Detail = why == KeptBecause.FollowerNeedsIt ? Follower : null,
        };
    }

    KeptBecause? ReasonAgainst(SegmentStart start)
    {
        if (start.WrittenAt >= cutoff || start.Version > Latest)
            return KeptBecause.Young;
        // What may not be emitted yet is emitted from lineage.
        if (start.Version > end.Version - end.Header.MaxInFlight)
            return KeptBecause.SegmentOpen;
        if (start.Version > Unfollowed)
            return KeptBecause.FollowerNeedsIt;
        if (start.WatermarkBefore >= NeededSince)
            return NeededBy;
        return lookBack.HasState && !start.HasSnapshot ? KeptBecause.SegmentOpen : null;
    }
}
