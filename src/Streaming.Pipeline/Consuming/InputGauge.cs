namespace Streaming.Pipeline.Consuming;

/// <summary>
/// What the consumer needs to know of one input partition to decide whether to go on reading it: how much it has handed
/// over that has not reached the merge yet, and whether the merge wants it held back. Thread-safe.
/// </summary>
public sealed class InputGauge
{
    long _bytes;
    volatile bool _ahead;
    volatile bool _asksForEnd;

    /// <summary>Bytes handed over and not yet in the merge.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The merge has enough of this input for now.</summary>
    public bool Ahead
    {
        get => _ahead;
        set => _ahead = value;
    }

    /// <summary>The merge goes on once it knows that this input is at its end still.</summary>
    public bool AsksForEnd
    {
        get => _asksForEnd;
        set => _asksForEnd = value;
    }

    /// <summary>Bytes have gone on their way to the stage.</summary>
    public void HandedOver(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Bytes have come to the stage.</summary>
    public void Arrived(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
