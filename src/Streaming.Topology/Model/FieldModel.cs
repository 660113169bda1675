using Streaming.Topology.Numbers;

namespace Streaming.Topology.Model;

/// <summary>Type of a declared field. Timestamps are microseconds since 1970-01-01 UTC throughout the product.</summary>
public enum FieldType
{
    /// <summary>A text.</summary>
    String,

    /// <summary>A boolean.</summary>
    Bool,

    /// <summary>Signed 64-bit integer.</summary>
    Int,

    /// <summary>IEEE 754 binary64; NaN and infinities are rejected by validation.</summary>
    Double,

    /// <summary>A time, to the microsecond.</summary>
    Timestamp,
}

/// <summary>What a number in a timestamp field counts since 1970-01-01 UTC.</summary>
public enum TimestampUnit
{
    /// <summary>Whole milliseconds, as most systems write them.</summary>
    Milliseconds,

    /// <summary>Unix time, with a fraction or without.</summary>
    Seconds,
}

/// <summary>One declared field of an event or a label, with the rules that belong to the field itself.</summary>
public sealed record FieldModel(string Name, FieldType Type)
{
    /// <summary>A null or absent value is accepted. Fields are required unless they say otherwise.</summary>
    public bool Optional { get; init; }

    /// <summary>Personal data: kept apart in the lineage body.</summary>
    public bool Personal { get; init; }

    /// <summary>How a number is read (timestamps); text is ISO 8601 whatever it says.</summary>
    public TimestampUnit Unit { get; init; }

    /// <summary>Longest accepted string, in UTF-8 bytes.</summary>
    public int MaxLength { get; init; } = 4096;

    /// <summary>Smallest accepted value, inclusive (numbers).</summary>
    public DecimalNumber? Min { get; init; }

    /// <summary>Largest accepted value, inclusive (numbers).</summary>
    public DecimalNumber? Max { get; init; }

    /// <summary>The only accepted strings; empty means any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Regular expression (non-backtracking, whole value) a string must match.</summary>
    public string? Pattern { get; init; }
}
