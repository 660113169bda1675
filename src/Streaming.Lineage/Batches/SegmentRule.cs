using Streaming.Events.Time;

namespace Streaming.Lineage.Batches;

/// <summary>
/// Where a stream's segments begin: a property of the batches themselves, decided from the batch before alone, so that it comes out alike
/// whoever writes. A segment ends with the period of UTC time it began in; the next one begins where its state is stored, with the batch
/// after the first snapshot then. A change of the topology's text and a rescale begin one too: a segment is computed by one text.
/// </summary>
/// <param name="Length">The period.</param>
/// <param name="HasState">The stage has windows, from whose state replay of a segment has to begin.</param>
public sealed record SegmentRule(TimeSpan Length, bool HasState = true)
{
    /// <summary>A day.</summary>
    public static SegmentRule Daily { get; } = new(TimeSpan.FromDays(1));

    /// <summary>Whether the period is over in which a segment began.</summary>
    public bool IsOver(Timestamp since, Timestamp now) => Period(now) > Period(since);

    /// <summary>The header with what it says of segments.</summary>
    /// <param name="previous">The batch before.</param>
    /// <param name="header">Of the next one.</param>
    internal BatchHeader Apply(LineageTail previous, BatchHeader header)
    {
        var link = previous.Header is { } before && Begins(previous.Version, before, header) ? Link(previous, before, header) : null;
        return header with
        {
            SegmentBefore = link,
            SegmentSince = link is null && previous.Header is { } same ? same.SegmentSince : header.WrittenAt,
        };
    }

    bool Begins(long version, BatchHeader before, BatchHeader header) =>
        IsOther(before, header) || (IsOver(before.SegmentSince, header.WrittenAt) && (!HasState || before.Snapshot?.Version == version));

    /// <summary>A snapshot of before is of no use to what computes the batch.</summary>
    static bool IsOther(BatchHeader before, BatchHeader header) => header.Rescale is not null || before.TopologyHash != header.TopologyHash;

    static SegmentLink Link(LineageTail previous, BatchHeader before, BatchHeader header) =>
        new(
            previous.Stream.ToString(),
            previous.Version,
            Convert.ToHexStringLower(previous.Hash),
            !IsOther(before, header) && before.Snapshot is { } snapshot && snapshot.Version == previous.Version ? snapshot.Hash : null
        )
        {
            Guards = before.Guards,
        };

    long Period(Timestamp time) => (long)Math.Floor(time.Micros / Length.TotalMicroseconds);
}
