namespace Streaming.Events.Rows;

/// <summary>
/// Columns every row carries beside its declared fields, in this order and before them. Names begin with an underscore,
/// which declared fields may not.
/// </summary>
public static class SystemColumns
{
    /// <summary>int32: source partition.</summary>
    public const string Partition = "_partition";

    /// <summary>int64: source offset.</summary>
    public const string Offset = "_offset";

    /// <summary>int64, microseconds: the record's timestamp in Kafka.</summary>
    public const string SourceTime = "_source_time";

    /// <summary>int64, microseconds: when the pipeline read it; future skew and age are judged against it.</summary>
    public const string ArrivalTime = "_arrival_time";

    /// <summary>int64, microseconds: the row's place in event-time order (for a label: when it became known).</summary>
    public const string EventTime = "_event_time";

    /// <summary>uint8: <see cref="RowFlags"/>.</summary>
    public const string Flags = "_flags";
}

/// <summary>What was special about a row when it was merged.</summary>
[Flags]
public enum RowFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Came after its event time had been passed; windows took it in its right place.</summary>
    Late = 1,

    /// <summary>Further ahead than the drift bound: taken at once, moved no watermark.</summary>
    Early = 2,
}
