using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// The file beside a segment that makes reading the segment itself unnecessary at start: its index, its aborted transactions
/// and the partition's producers as they stood at its end. It is written after the segment is forced to disk, so that
/// its presence vouches for the segment; a segment without one is read through and checked.
/// </summary>
static class SegmentSeal
{
    const int Magic = 0x53454C31;

    public static byte[] Encode(SegmentSummary segment, IReadOnlyCollection<ProducerEntry> producers)
    {
        using var writer = new WireWriter();
        writer.Int32(Magic);
        writer.Int64(segment.BaseOffset);
        writer.Int32(segment.Size);
        writer.Int64(segment.NextOffset);
        writer.Int64(segment.MaxTimestamp);
        writer.Int64(segment.MaxTimestampOffset);
        writer.Int64(segment.FirstWritten);
        writer.Int32(segment.Index.Count);
        foreach (var entry in segment.Index)
        {
            writer.Int64(entry.Offset);
            writer.Int32(entry.Position);
            writer.Int64(entry.MaxTimestampBefore);
        }

        writer.Int32(segment.Aborted.Count);
        foreach (var transaction in segment.Aborted)
        {
            writer.Int64(transaction.ProducerId);
            writer.Int64(transaction.FirstOffset);
            writer.Int64(transaction.LastOffset);
            writer.Int64(transaction.LastStableOffset);
        }

        ProducerSnapshot.Write(writer, producers);
        writer.Int32((int)Crc32C.Compute(writer.Written.Span));
        return writer.ToArray();
    }

    /// <summary>Reads a seal; null where there is none, or where it is damaged or belongs to another state of the file.</summary>
    public static (SegmentSummary Segment, List<ProducerEntry> Producers)? TryRead(string logPath, long baseOffset, long fileLength)
    {
        var path = Segment.SealPathFor(logPath);
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 8 || new WireReader(bytes.AsSpan(^4..), false).Int32() != (int)Crc32C.Compute(bytes.AsSpan(..^4)))
            return null;
        var reader = new WireReader(bytes.AsSpan(..^4), false);
        if (reader.Int32() != Magic || reader.Int64() != baseOffset || reader.Int32() is var size && size != fileLength)
            return null;
        var (next, maxTimestamp, maxTimestampOffset, firstWritten) = (reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64());
        var index = new IndexEntry[reader.ArrayLength()];
        for (var i = 0; i < index.Length; i++)
            index[i] = new IndexEntry(reader.Int64(), reader.Int32(), reader.Int64());
        var aborted = new AbortedTransaction[reader.ArrayLength()];
        for (var i = 0; i < aborted.Length; i++)
            aborted[i] = new AbortedTransaction(reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64());
        return (
            new SegmentSummary(baseOffset, size, next, maxTimestamp, maxTimestampOffset, firstWritten, index, aborted),
            ProducerSnapshot.Read(ref reader)
        );
    }

    /// <summary>The offset behind a segment, of a seal that is whole.</summary>
    public static long EndOf(string sealPath)
    {
        var reader = new WireReader(File.ReadAllBytes(sealPath), flexible: false);
        reader.Raw(sizeof(int) + sizeof(long) + sizeof(int));
        return reader.Int64();
    }

    /// <summary>Puts a seal in place: whole or not at all.</summary>
    public static void Write(string path, byte[] seal)
    {
        var temporary = path + ".tmp";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, seal, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
