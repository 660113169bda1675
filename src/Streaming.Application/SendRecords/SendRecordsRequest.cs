using System.Text.Json.Serialization;
using Streaming.Publishing.Live;

namespace Streaming.Application.SendRecords;

/// <summary>What is to be published, and to which topology.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record SendRecordsRequest(string Topology)
{
    /// <summary>The records, as they come in; a door gives them.</summary>
    [JsonIgnore]
    public RecordBody? Body { get; init; }

    /// <summary>What a caller calls these records, so that sending them again does nothing more; null: nothing.</summary>
    [JsonIgnore]
    public string? IdempotencyKey { get; init; }
}

/// <summary>What is on the topic: durable, and seen by whoever reads committed records.</summary>
/// <param name="Topology">Its name.</param>
/// <param name="Topic">Where the records are.</param>
/// <param name="Count">So many.</param>
/// <param name="Records">Where each is, in the order in which they came; null where they came as lines.</param>
/// <param name="Partitions">Of lines: what each partition has got; null otherwise.</param>
/// <param name="RefusedCount">Of lines: so many were not sent.</param>
/// <param name="Refused">The first of them, with why.</param>
public sealed record SentRecords(
    string Topology,
    string Topic,
    long Count,
    IReadOnlyList<RecordPlace>? Records,
    IReadOnlyList<SentSpan>? Partitions,
    long RefusedCount,
    IReadOnlyList<RefusedRecord> Refused
);

/// <summary>What a partition has got.</summary>
/// <param name="Partition">Which.</param>
/// <param name="Count">So many records.</param>
/// <param name="FirstOffset">Of the first of them.</param>
/// <param name="LastOffset">Of the last of them; others may lie between.</param>
public sealed record SentSpan(int Partition, long Count, long FirstOffset, long LastOffset);

/// <summary>A record that was not sent, since all that could become of it is to be rejected.</summary>
/// <param name="Index">Which one, from 0; of lines, which line.</param>
/// <param name="Reason">As the quarantine would name it.</param>
/// <param name="Field">The field at fault, where one is.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record RefusedRecord(long Index, string Reason, string? Field, string Detail)
{
    internal static RefusedRecord Of(long index, RecordRefusal refusal) => new(index, refusal.Reason, refusal.Field, refusal.Detail);
}
