using Streaming.Events.Time;

namespace Streaming.Publishing.Live;

/// <summary>A record that is ready to go to a topic.</summary>
/// <param name="Key">As the topology's topic is keyed.</param>
/// <param name="Value">In the topology's format.</param>
/// <param name="Time">Event time, or when the label became known; null where it could not be read.</param>
public sealed record ReadyRecord(byte[] Key, byte[] Value, Timestamp? Time);

/// <summary>A record that is not sent, since all that could become of it is to be rejected.</summary>
/// <param name="Reason">As the quarantine would name it.</param>
/// <param name="Field">The field at fault, where one is.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record RecordRefusal(string Reason, string? Field, string Detail);

/// <summary>Where a record lies.</summary>
/// <param name="Partition">Of its topic.</param>
/// <param name="Offset">There.</param>
public sealed record RecordPlace(int Partition, long Offset);
