using System.Runtime.InteropServices;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// The producers of one partition: duplicate and order checks of idempotent producers, fencing by epoch, and open transactions.
/// Rebuilt from the batches themselves after a crash. Not thread-safe; the partition's lock guards it.
/// </summary>
sealed class ProducerStates
{
    readonly Dictionary<long, ProducerEntry> _entries = [];
    readonly SortedSet<long> _transactionStarts = [];

    public IReadOnlyCollection<ProducerEntry> Entries => _entries.Values;

    /// <summary>Start of the oldest open transaction; null where none is open.</summary>
    public long? FirstOpenOffset => _transactionStarts.Count == 0 ? null : _transactionStarts.Min;

    public ProducerEntry? Find(long producerId) => _entries.GetValueOrDefault(producerId);

    /// <summary>
    /// Judges a batch before it is written. A batch that is already there gives its earlier place as
    /// <paramref name="duplicate"/> and no error.
    /// </summary>
    public ErrorCode Check(in BatchHeader batch, out WrittenBatch? duplicate)
    {
        duplicate = null;
        if (!_entries.TryGetValue(batch.ProducerId, out var entry))
            return ErrorCode.None;
        if (batch.ProducerEpoch < entry.Epoch)
            return ErrorCode.InvalidProducerEpoch;
        if (!batch.HasSequence)
            return ErrorCode.None;
        duplicate = entry.Find(batch.ProducerEpoch, batch.BaseSequence, batch.LastSequence);
        if (duplicate is not null)
            return ErrorCode.None;
        var inOrder =
            batch.ProducerEpoch == entry.Epoch ? Sequence.Follows(entry.LastSequence, batch.BaseSequence) : batch.BaseSequence == 0;
        return inOrder ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Whether a marker of this epoch may still end this producer's transaction.</summary>
    public ErrorCode CheckMarker(long producerId, short epoch) =>
        _entries.TryGetValue(producerId, out var entry) && epoch < entry.Epoch ? ErrorCode.InvalidProducerEpoch : ErrorCode.None;

    /// <summary>Records a batch that was written at its offsets.</summary>
    public void Written(in BatchHeader batch, long now)
    {
        var entry = Entry(batch.ProducerId);
        entry.SetEpoch(batch.ProducerEpoch);
        if (batch.HasSequence)
            entry.Add(new WrittenBatch(batch.BaseSequence, batch.LastSequence, batch.BaseOffset, batch.LastOffset));
        entry.LastSeen = now;
        if (batch.IsTransactional && entry.TransactionStart < 0)
        {
            entry.TransactionStart = batch.BaseOffset;
            _transactionStarts.Add(batch.BaseOffset);
        }
    }

    /// <summary>Records a marker; gives the aborted transaction it closed, if it closed one.</summary>
    public AbortedTransaction? Marked(in BatchHeader marker, bool commit, long now)
    {
        var entry = Entry(marker.ProducerId);
        entry.SetEpoch(marker.ProducerEpoch);
        entry.LastSeen = now;
        var start = entry.TransactionStart;
        if (start < 0)
            return null;
        entry.TransactionStart = -1;
        _transactionStarts.Remove(start);
        return commit ? null : new AbortedTransaction(marker.ProducerId, start, marker.BaseOffset, FirstOpenOffset ?? marker.NextOffset);
    }

    /// <summary>Takes over an entry read from a snapshot.</summary>
    public void Restore(ProducerEntry entry)
    {
        _entries[entry.ProducerId] = entry;
        if (entry.TransactionStart >= 0)
            _transactionStarts.Add(entry.TransactionStart);
    }

    /// <summary>Forgets producers that have been silent since before <paramref name="timestamp"/> and have nothing open.</summary>
    public void Expire(long timestamp)
    {
        foreach (var (id, entry) in _entries)
        {
            if (entry.TransactionStart < 0 && entry.LastSeen < timestamp)
                _entries.Remove(id);
        }
    }

    ProducerEntry Entry(long producerId)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, producerId, out _);
        return entry ??= new ProducerEntry(producerId);
    }
}
