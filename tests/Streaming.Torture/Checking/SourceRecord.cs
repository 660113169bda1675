namespace Streaming.Torture.Checking;

/// <summary>Where a record came from.</summary>
readonly record struct SourceRecord(string Topic, int Partition, long Offset)
{
    public override string ToString() => $"{Topic}[{Partition}]@{Offset}";
}
