namespace Streaming.Embedded.Kafka.State;

/// <summary>Puts and deletes that take effect together or not at all.</summary>
sealed class StateChanges
{
    public List<(byte[] Key, byte[]? Value)> Items { get; } = [];

    public StateChanges Put(byte[] key, byte[] value)
    {
        Items.Add((key, value));
        return this;
    }

    public StateChanges Delete(byte[] key)
    {
        Items.Add((key, null));
        return this;
    }
}
