namespace Streaming.Lineage.Batches;

/// <summary>Tables of a batch that lineage itself looks into; a stage may add others.</summary>
public static class TableNames
{
    /// <summary>Accepted rows: system columns, declared fields, features (float32), and in the final stage score and decision.</summary>
    public const string Rows = "rows";

    /// <summary>Label rows the stage took, in its order.</summary>
    public const string Labels = "labels";

    /// <summary>Rejected records, columns as in <see cref="Streaming.Events.Rows.RejectedColumns"/>.</summary>
    public const string Rejected = "rejected";

    /// <summary>
    /// Commands to the stage that took effect with the batch, before its rows: what somebody asked of it, by whom and why. Columns
    /// <c>id</c>,
    /// <c>kind</c>, <c>author</c>, <c>because</c> (may be null), <c>payload</c> (JSON), texts; <c>at</c>, microseconds; source coordinates
    /// as in the rejected table.
    /// </summary>
    public const string Control = "control";

    /// <summary>The order in which rows of the other tables followed one another.</summary>
    public const string Order = "order";

    /// <summary>float32 column of the final stage's rows.</summary>
    public const string Score = "score";

    /// <summary>string column of the final stage's rows.</summary>
    public const string Decision = "decision";
}
