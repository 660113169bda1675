namespace Streaming.Embedded.Kafka.Log;

/// <summary>One batch that a producer wrote, as kept to recognise it when it is sent again.</summary>
readonly record struct WrittenBatch(int FirstSequence, int LastSequence, long BaseOffset, long LastOffset);

/// <summary>What a partition knows of one idempotent producer: its epoch, its last five batches and its open transaction.</summary>
sealed class ProducerEntry(long producerId)
{
    public const int Kept = 5;
    readonly Queue<WrittenBatch> _batches = new(Kept);

    public long ProducerId { get; } = producerId;
    public short Epoch { get; private set; } = -1;

    /// <summary>When it last wrote, by the broker's clock: record timestamps may lie years back.</summary>
    public long LastSeen { get; set; } = -1;

    /// <summary>Offset of the first record of the open transaction; -1 where none is open.</summary>
    public long TransactionStart { get; set; } = -1;

    public int LastSequence { get; private set; } = Sequence.None;

    public IReadOnlyCollection<WrittenBatch> Batches => _batches;

    /// <summary>The batch with just these sequence numbers, if it is among the last five.</summary>
    public WrittenBatch? Find(short epoch, int firstSequence, int lastSequence)
    {
        if (epoch != Epoch)
            return null;
        foreach (var batch in _batches)
        {
            if (batch.FirstSequence == firstSequence && batch.LastSequence == lastSequence)
                return batch;
        }

        return null;
    }

    public void SetEpoch(short epoch)
    {
        if (epoch == Epoch)
            return;
        Epoch = epoch;
        LastSequence = Sequence.None;
        _batches.Clear();
    }

    public void Add(WrittenBatch batch)
    {
        if (_batches.Count == Kept)
            _batches.Dequeue();
        _batches.Enqueue(batch);
        LastSequence = batch.LastSequence;
    }
}
