using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// Judges what a producer sent before it is given offsets: exactly one whole batch of the current format, its checksum right,
/// its counts consistent, its timestamps acceptable. Records inside are not looked at, but for their keys where the topic is compacted.
/// </summary>
static class BatchValidator
{
    public static AppendResult Check(ReadOnlySpan<byte> records, LogConfig config, long now, out BatchHeader header)
    {
        header = default;
        if (records.Length < BatchHeader.Size)
            return AppendResult.Fail(ErrorCode.CorruptMessage, "the record batch is shorter than its header");
        header = BatchHeader.Read(records);
        if (header.Magic != 2)
        {
            return AppendResult.Fail(
                ErrorCode.UnsupportedForMessageFormat,
                $"record batches of magic {header.Magic} are not accepted, only 2"
            );
        }

        if (header.TotalSize != records.Length)
        {
            return header.TotalSize >= BatchHeader.Size && header.TotalSize < records.Length
                ? AppendResult.Fail(ErrorCode.InvalidRecord, "a produce request carries one record batch a partition, here are more")
                : AppendResult.Fail(ErrorCode.CorruptMessage, "the record batch's length is not that of its bytes");
        }

        if (records.Length > config.MaxMessageBytes)
        {
            return AppendResult.Fail(
                ErrorCode.MessageTooLarge,
                $"the record batch has {records.Length} bytes where max.message.bytes allows {config.MaxMessageBytes}"
            );
        }

        if (!BatchHeader.CrcMatches(records))
            return AppendResult.Fail(ErrorCode.CorruptMessage, "the record batch's checksum is wrong");
        if (header.RecordCount <= 0 || header.LastOffsetDelta != header.RecordCount - 1)
            return AppendResult.Fail(ErrorCode.InvalidRecord, "the record batch's count and last offset do not agree");
        if (header.IsControl)
            return AppendResult.Fail(ErrorCode.InvalidRecord, "clients may not write control batches");
        if (header.Compression > 4)
            return AppendResult.Fail(ErrorCode.UnsupportedCompressionType, $"compression type {header.Compression} is not known");
        if (header.HasProducer && (header.ProducerEpoch < 0 || !header.HasSequence))
            return AppendResult.Fail(ErrorCode.InvalidRecord, "a batch with a producer id needs an epoch and a sequence number");
        if (header.IsTransactional && !header.HasProducer)
            return AppendResult.Fail(ErrorCode.InvalidRecord, "a transactional batch needs a producer id");
        if (!config.LogAppendTime && !IsTimely(header, config, now))
            return AppendResult.Fail(ErrorCode.InvalidTimestamp, "a timestamp lies outside message.timestamp.before/after.max.ms");
        return config.Compaction is null ? new AppendResult(ErrorCode.None) : CheckKeys(records, header);
    }

    static AppendResult CheckKeys(ReadOnlySpan<byte> batch, in BatchHeader header)
    {
        try
        {
            var record = new RecordReader(RecordDecompressor.Records(batch.ToArray(), header), header.RecordCount);
            while (record.Next())
            {
                if (!record.HasKey)
                    return AppendResult.Fail(ErrorCode.InvalidRecord, "a compacted topic takes no record without a key");
            }

            return new AppendResult(ErrorCode.None);
        }
        catch (Exception e) when (RecordReader.IsMalformed(e))
        {
            return AppendResult.Fail(ErrorCode.CorruptMessage, "the records cannot be unpacked, as a compacted topic needs");
        }
    }

    // Differences are taken so that neither side can overflow: timestamps come from outside.
    static bool IsTimely(in BatchHeader header, LogConfig config, long now) =>
        (header.MaxTimestamp <= now || (ulong)(header.MaxTimestamp - now) <= (ulong)config.TimestampAfterMaxMs)
        && (header.BaseTimestamp >= now || (ulong)(now - header.BaseTimestamp) <= (ulong)config.TimestampBeforeMaxMs);
}
