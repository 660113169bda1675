using System.Globalization;
using Streaming.Embedded.Kafka.Log.Compaction;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>A partition as found on disk. <paramref name="CleanEnd"/> is the offset up to which data is known to be forced to
/// disk; <paramref name="Unsealed"/> are seals of closed segments that could not be written.</summary>
sealed record RecoveredLog(Segment[] Segments, ProducerStates Producers, long CleanEnd, Dictionary<Segment, byte[]> Unsealed);

/// <summary>
/// Opens the segments of a partition. A segment with a seal is taken as it is; one without (the one being written when the
/// process died) is read through, and cut where the first batch is not whole, not in order or fails its checksum. Segments
/// after a cut are put aside: records must not appear behind a hole.
/// </summary>
static class LogRecovery
{
    const string AsideExtension = ".aside";

    /// <param name="directory">The partition's.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="mayBeCleaned">Whether the topic is compacted: then records may be missing at the end of any closed segment.</param>
    /// <param name="report">Told what had to be cut.</param>
    public static RecoveredLog Recover(string directory, long now, bool mayBeCleaned, Action<string>? report)
    {
        foreach (var unfinished in Directory.EnumerateFiles(directory, "*.tmp"))
            File.Delete(unfinished);
        SegmentSwap.Recover(directory);
        var bases = BaseOffsets(directory);
        var segments = new List<Segment>();
        var producers = new ProducerStates();
        var unsealed = new Dictionary<Segment, byte[]>();
        long cleanEnd = 0;
        for (var i = 0; i < bases.Count; i++)
        {
            var path = Segment.PathFor(directory, bases[i]);
            var length = new FileInfo(path).Length;
            if (SegmentSeal.TryRead(path, bases[i], length) is { } sealedSegment)
            {
                segments.Add(new Segment(directory, bases[i], sealedSegment.Segment));
                producers = Restore(sealedSegment.Producers);
                cleanEnd = sealedSegment.Segment.NextOffset;
                continue;
            }

            var segment = new Segment(directory, bases[i], FirstWritten(path, now));
            segments.Add(segment);
            long? end = i < bases.Count - 1 ? bases[i + 1] : null;
            var cleaned = SegmentScan.Read(segment, producers, now, end);
            if (segment.Size == length && (end is null || segment.NextOffset == end || cleaned || mayBeCleaned))
            {
                if (end is { } next)
                    Seal(segment, next, producers, unsealed);
                continue;
            }

            report?.Invoke($"{path}: cut from {length} to {segment.Size} bytes, at offset {segment.NextOffset}");
            segment.Cut(segment.Size);
            foreach (var later in bases.Skip(i + 1))
                PutAside(Segment.PathFor(directory, later), report);
            break;
        }

        if (segments.Count == 0)
            segments.Add(new Segment(directory, 0, now));
        return new RecoveredLog([.. segments], producers, cleanEnd, unsealed);
    }

    /// <summary>The crash came before its seal: the next start need not read it again.</summary>
    static void Seal(Segment segment, long end, ProducerStates producers, Dictionary<Segment, byte[]> unsealed)
    {
        segment.EndAt(end);
        var seal = SegmentSeal.Encode(segment.Summarize(), producers.Entries);
        try
        {
            segment.FlushToDisk();
            SegmentSeal.Write(segment.SealPath, seal);
        }
        catch (IOException)
        {
            // Without one it is slower to open and not cleaned: it is tried again.
            unsealed[segment] = seal;
        }
    }

    static List<long> BaseOffsets(string directory)
    {
        var offsets = new List<long>();
        foreach (var path in Directory.EnumerateFiles(directory, "*.log"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
                offsets.Add(offset);
        }

        offsets.Sort();
        return offsets;
    }

    static ProducerStates Restore(List<ProducerEntry> entries)
    {
        var producers = new ProducerStates();
        foreach (var entry in entries)
            producers.Restore(entry);
        return producers;
    }

    static long FirstWritten(string path, long now) =>
        Math.Min(now, new DateTimeOffset(File.GetCreationTimeUtc(path), TimeSpan.Zero).ToUnixTimeMilliseconds());

    static void PutAside(string path, Action<string>? report)
    {
        File.Delete(Segment.SealPathFor(path));
        File.Move(path, path + AsideExtension, overwrite: true);
        report?.Invoke($"{path}: put aside, since records before it are lost");
    }
}
