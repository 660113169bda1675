namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>What becomes of a batch.</summary>
/// <param name="Bytes">What stands in its place; null: nothing.</param>
/// <param name="IsChanged">Whether that is anything else than before.</param>
readonly record struct CleanedBatch(byte[]? Bytes, bool IsChanged)
{
    public static readonly CleanedBatch Gone = new(null, true);
}

/// <summary>
/// Takes out of batches what a compacted topic need not keep: records whose key came again later, records of aborted transactions, and,
/// once they could be read for long enough (KIP-534), tombstones and the ends of transactions of which nothing else is left. What
/// stays keeps its offset, its order and its compression. Batches must come in the order of the log, from its start.
/// </summary>
sealed class BatchCleaner(KeyOffsets keys, AbortedTransactions aborted, long now, long deleteRetentionMs)
{
    readonly HashSet<long> _withData = [];

    /// <summary>The earliest time at which another round could let go of more; null: none is known.</summary>
    public long? NextHorizon { get; private set; }

    /// <summary>What becomes of the next batch. None is left empty: not every client takes a batch without records.</summary>
    public CleanedBatch Clean(in StoredBatch batch)
    {
        var cleaned = batch.Header.IsControl ? Marker(batch) : Data(batch);
        if (cleaned.Bytes is { } bytes)
            Note(BatchHeader.Read(bytes));
        return cleaned;
    }

    void Note(in BatchHeader kept)
    {
        if (!kept.IsControl && kept.IsTransactional)
            _withData.Add(kept.ProducerId);
        if (kept.DeleteHorizon is { } horizon && horizon > now)
            NextHorizon = Math.Min(NextHorizon ?? long.MaxValue, horizon);
    }

    CleanedBatch Marker(in StoredBatch batch)
    {
        var hasData = _withData.Remove(batch.Header.ProducerId);
        if (batch.Header.DeleteHorizon is { } horizon)
            return horizon <= now && !hasData ? CleanedBatch.Gone : new CleanedBatch(batch.Bytes, IsChanged: false);
        return Rewrite(batch, RecordDecompressor.Records(batch.Bytes, batch.Header), horizonIsDue: true, static (in RecordReader _) =>
            true
        );
    }

    CleanedBatch Data(in StoredBatch batch)
    {
        if (aborted.Has(batch.Header))
            return CleanedBatch.Gone;
        try
        {
            return WithoutSuperseded(batch);
        }
        catch (Exception e) when (RecordReader.IsMalformed(e))
        {
            // What a client packed wrongly no consumer can unpack; nothing is known of its keys.
            return new CleanedBatch(batch.Bytes, IsChanged: false);
        }
    }

    CleanedBatch WithoutSuperseded(in StoredBatch batch)
    {
        var (header, tombstones) = (batch.Header, false);
        var removesTombstones = header.DeleteHorizon <= now;
        var unpacked = RecordDecompressor.Records(batch.Bytes, header);
        var record = new RecordReader(unpacked, header.RecordCount);
        while (record.Next())
            tombstones |= record.IsTombstone && Keeps(record);
        return Rewrite(batch, unpacked, tombstones && header.DeleteHorizon is null, Keeps);

        bool Keeps(in RecordReader r) =>
            r.HasKey && !keys.HasNewer(r.Key, header.BaseOffset + r.OffsetDelta) && !(removesTombstones && r.IsTombstone);
    }

    delegate bool Keep(in RecordReader record);

    /// <param name="batch">As it stands there.</param>
    /// <param name="unpacked">Its records.</param>
    /// <param name="horizonIsDue">Whether something in it goes later, for which the time is set now.</param>
    /// <param name="keeps">Which records stay.</param>
    CleanedBatch Rewrite(in StoredBatch batch, ReadOnlySpan<byte> unpacked, bool horizonIsDue, Keep keeps)
    {
        var header = batch.Header;
        long? horizon = horizonIsDue ? now + deleteRetentionMs : null;
        var shift = horizon is { } at ? header.BaseTimestamp - at : 0;
        using var kept = new MemoryStream();
        var (count, maxTimestamp) = (0, long.MinValue);
        var record = new RecordReader(unpacked, header.RecordCount);
        while (record.Next())
        {
            if (!keeps(record))
                continue;
            count++;
            maxTimestamp = Math.Max(maxTimestamp, header.BaseTimestamp + record.TimestampDelta);
            Append(kept, record, shift);
        }

        if (count == header.RecordCount && horizon is null)
            return new CleanedBatch(batch.Bytes, IsChanged: false);
        if (count == 0)
            return CleanedBatch.Gone;
        var packed = RecordCompressor.Pack(kept.ToArray(), header.Compression);
        var bytes = new byte[BatchHeader.Size + packed.Length];
        packed.CopyTo(bytes, BatchHeader.Size);
        BatchHeader.WriteCleaned(bytes, batch.Bytes, count, header.IsLogAppendTime ? header.MaxTimestamp : maxTimestamp, horizon);
        return new CleanedBatch(bytes, IsChanged: true);
    }

    static void Append(MemoryStream into, in RecordReader record, long shift)
    {
        if (shift == 0)
        {
            into.Write(record.Bytes);
            return;
        }

        using var moved = new MemoryStream();
        moved.WriteByte(record.Attributes);
        Varint.Write(moved, record.TimestampDelta + shift);
        Varint.Write(moved, record.OffsetDelta);
        moved.Write(record.Content);
        Varint.Write(into, moved.Length);
        moved.WriteTo(into);
    }
}
