using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Torture.Checking;

/// <summary>A row of a stage's lineage: what it is about, and where it stands.</summary>
/// <param name="Features">Those that the stage has, in the order of <see cref="StageRecords.Features"/>.</param>
record RecordedRow(LineageId Id, SourceRecord Source, float[] Features)
{
    /// <summary>The same float, bit for bit: missing values too.</summary>
    public static bool SameBits(float one, float other) => BitConverter.SingleToUInt32Bits(one) == BitConverter.SingleToUInt32Bits(other);
}

/// <summary>A row that a stage rejected.</summary>
/// <param name="Rule">The field or rule at fault; null where there is none.</param>
/// <param name="Detail">One sentence for a person.</param>
sealed record RejectedRow(LineageId Id, SourceRecord Source, string Reason, string? Rule, string Detail) : RecordedRow(Id, Source, []);

/// <summary>A row of the final stage.</summary>
/// <param name="Key">The source key.</param>
/// <param name="Time">Event time.</param>
/// <param name="ScoredBy">What scored it, as in <c>torture/2</c>; <c>rule</c>.</param>
/// <param name="TooLate">
/// It came later than the topology's drift bound: its windows are those that were still kept, and how much that is depends on
/// where batches end.
/// </param>
sealed record ScoredRow(
    LineageId Id,
    SourceRecord Source,
    string EventId,
    string Key,
    Timestamp Time,
    float[] Features,
    float Score,
    string Decision,
    string ScoredBy,
    byte Flags,
    bool TooLate
) : RecordedRow(Id, Source, Features)
{
    /// <summary>
    /// Bit for bit, missing values too. Which batch is the first that a new model scores is a matter of time, so scores are those of
    /// the same model or need not be the same.
    /// </summary>
    public bool SameValues(ScoredRow other) =>
        (EventId, Key, Time, Flags) == (other.EventId, other.Key, other.Time, other.Flags)
        && Features.Zip(other.Features).All(f => SameBits(f.First, f.Second))
        && (ScoredBy != other.ScoredBy || (SameBits(Score, other.Score) && Decision == other.Decision));
}

/// <summary>All that one stage recorded, over its partitions, in the order of each one's lineage.</summary>
sealed class StageRecords
{
    /// <summary>Names of the features in its rows: those that it computed, and those that came with them.</summary>
    public IReadOnlyList<string> Features { get; set; } = [];

    public List<RecordedRow> Rows { get; } = [];

    public List<RejectedRow> Rejected { get; } = [];

    /// <summary>Labels that the stage took.</summary>
    public List<RecordedRow> Labels { get; } = [];
}
