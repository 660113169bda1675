namespace Streaming.Events.Predictions;

/// <summary>
/// Headers of a quarantine record (docs/schemas/quarantine-v1.schema.json). Its key and value are those of the rejected record,
/// as they came. All header values are UTF-8 text.
/// </summary>
public static class QuarantineHeaders
{
    /// <summary>Version of this set of headers: <c>1</c>.</summary>
    public const string Schema = "streaming-quarantine";

    /// <summary>Reason in kebab case.</summary>
    public const string Reason = "reason";

    /// <summary>The field or rule at fault; absent where there is none.</summary>
    public const string Rule = "rule";

    /// <summary>One sentence for a person.</summary>
    public const string Detail = "detail";

    /// <summary>Topic that the record came from.</summary>
    public const string SourceTopic = "source-topic";

    /// <summary>Its partition there.</summary>
    public const string SourcePartition = "source-partition";

    /// <summary>Its offset there.</summary>
    public const string SourceOffset = "source-offset";

    /// <summary>Address of the record's lineage.</summary>
    public const string LineageId = "lineage-id";

    /// <summary>Only where the value was cut to fit: its whole length in bytes.</summary>
    public const string RawLength = "raw-length";

    /// <summary>Only where the value was cut to fit: SHA-256 of the whole value, hexadecimal.</summary>
    public const string RawHash = "raw-sha256";
}
