using Streaming.Lineage;

namespace Streaming.Cli.Torture.Checking;

/// <summary>A row of a stage's lineage: what it is about, and where it stands.</summary>
internal record RecordedRow(LineageId Id, SourceRecord Source);

/// <summary>A row that a stage rejected.</summary>
internal sealed record RejectedRow(LineageId Id, SourceRecord Source, string Reason) : RecordedRow(Id, Source);

/// <summary>A row of the final stage.</summary>
/// <param name="Values">Features and score, in the topology's order.</param>
/// <param name="TooLate">
/// It came later than the topology's drift bound: its windows are those that were still kept, and how much that is depends on
/// where batches end.
/// </param>
internal sealed record ScoredRow(LineageId Id, SourceRecord Source, string EventId, float[] Values, string Decision, byte Flags, bool TooLate)
    : RecordedRow(Id, Source)
{
    public float Score => Values[^1];

    /// <summary>Bit for bit, missing values too.</summary>
    public bool SameValues(ScoredRow other)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(Values[i]) != BitConverter.SingleToUInt32Bits(other.Values[i])) return false;
        }

        return Decision == other.Decision && Flags == other.Flags;
    }
}

/// <summary>All that one stage recorded, over its partitions, in the order of each one's lineage.</summary>
internal sealed class StageRecords
{
    public List<RecordedRow> Rows { get; } = [];

    public List<RejectedRow> Rejected { get; } = [];

    /// <summary>Labels that the stage took.</summary>
    public List<RecordedRow> Labels { get; } = [];
}
