namespace Streaming.Application.SendRecords;

/// <summary>How records are written in a body.</summary>
public enum BodyForm
{
    /// <summary>A JSON object with the record's fields, or an array of such.</summary>
    Json,

    /// <summary>A JSON object a line.</summary>
    Lines,

    /// <summary>A CloudEvent in structured mode.</summary>
    CloudEvent,

    /// <summary>A JSON array of such.</summary>
    CloudEvents,
}

/// <summary>Records as they come in.</summary>
/// <param name="Bytes">What there is to read; may be slow, and may never end.</param>
/// <param name="Form">How records are written in it.</param>
/// <param name="Packed">It is gzip.</param>
/// <param name="Budget">What all callers share.</param>
public sealed record RecordBody(Stream Bytes, BodyForm Form, bool Packed, ByteBudget Budget)
{
    /// <summary>Attributes of a CloudEvent in binary mode, whose data is the body; null: it is in no such mode.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>The body is CloudEvents.</summary>
    public bool IsCloudEvents => Attributes is not null || Form is BodyForm.CloudEvent or BodyForm.CloudEvents;

    /// <summary>Most bytes of a body that is sent as a whole, unpacked.</summary>
    public long MostBytes { get; init; } = 8 << 20;

    /// <summary>Most records of a body that is sent as a whole.</summary>
    public int MostRecords { get; init; } = 10_000;

    /// <summary>Asked before records are published; null: all are let in.</summary>
    public IRecordAdmission? Admission { get; init; }

    /// <summary>So many times as long as it was packed may a body be at most.</summary>
    public int MostRatio { get; init; } = 100;
}
