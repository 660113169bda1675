namespace Streaming.Embedded.Kafka.Log;

/// <summary>Looks into a batch for the record of a time.</summary>
static class RecordTimes
{
    /// <summary>The batch's first record of at least that timestamp and offset.</summary>
    public static TimestampedOffset First(Segment segment, in BatchScanner.Found found, long timestamp, long startOffset)
    {
        var header = found.Header;
        // Stamped as a whole by the broker: every record has the batch's time.
        if (header.IsLogAppendTime || header.LastOffsetDelta == 0)
            return new TimestampedOffset(Math.Max(header.BaseOffset, startOffset), header.MaxTimestamp);
        var batch = new byte[header.TotalSize];
        if (segment.Read(batch, found.Position) < batch.Length)
            return TimestampedOffset.None;
        try
        {
            return First(RecordDecompressor.Records(batch, header), header, timestamp, startOffset);
        }
        catch (Exception e) when (RecordReader.IsMalformed(e))
        {
            // What a client packed wrongly no consumer can unpack either; searching goes on behind it.
            return TimestampedOffset.None;
        }
    }

    static TimestampedOffset First(ReadOnlySpan<byte> records, in BatchHeader header, long timestamp, long startOffset)
    {
        var record = new RecordReader(records, header.RecordCount);
        while (record.Next())
        {
            var time = header.BaseTimestamp + record.TimestampDelta;
            var offset = header.BaseOffset + record.OffsetDelta;
            if (time >= timestamp && offset >= startOffset)
                return new TimestampedOffset(offset, time);
        }

        return TimestampedOffset.None;
    }
}
