namespace Streaming.Events.Rows;

/// <summary>Columns of the table of rejected records; the first four are those of <see cref="SystemColumns"/>.</summary>
public static class RejectedColumns
{
    /// <summary>string: source topic.</summary>
    public const string Topic = "_topic";

    /// <summary>binary, nullable: record key as it came.</summary>
    public const string Key = "key";

    /// <summary>binary, nullable: record value as it came (cut where it would not fit the quarantine topic).</summary>
    public const string Raw = "raw";

    /// <summary>string, nullable: the event id where it could be read.</summary>
    public const string EventId = "event_id";

    /// <summary>string: <see cref="ReasonCode"/> in kebab case.</summary>
    public const string Reason = "reason";

    /// <summary>string, nullable: the field or rule at fault.</summary>
    public const string Rule = "rule";

    /// <summary>string: one sentence for a person.</summary>
    public const string Detail = "detail";

    /// <summary>int64: length of the value before any cut.</summary>
    public const string RawLength = "raw_length";

    /// <summary>fixed 32 bytes: SHA-256 of the whole value.</summary>
    public const string RawHash = "raw_sha256";
}
