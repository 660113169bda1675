namespace Streaming.Embedded.Kafka.Log;

/// <summary>Which segments are too old or too many. Pure: a view, limits and a time in, an offset out.</summary>
static class Retention
{
    /// <summary>
    /// The first offset to keep. Whole segments go, oldest first, never the one being written and never one that an open
    /// transaction reaches into.
    /// </summary>
    public static long Start(LogView view, LogConfig config, long now)
    {
        if (!config.DeletesOldSegments)
            return view.StartOffset;
        var excess = view.Segments.Sum(segment => (long)segment.Size) - config.RetentionBytes;
        var start = view.StartOffset;
        for (var i = 0; i < view.Segments.Length - 1; i++)
        {
            var segment = view.Segments[i];
            var next = view.Segments[i + 1].BaseOffset;
            var tooOld = IsTooOld(segment, config, now);
            var tooMany = config.RetentionBytes >= 0 && excess >= segment.Size;
            if (next > view.StableOffset || !(tooOld || tooMany))
                break;
            start = Math.Max(start, next);
            excess -= segment.Size;
        }

        return start;
    }

    /// <summary>Whether even the segment being written is too old, so that a new one should take its place.</summary>
    public static bool IsLastExpired(LogView view, LogConfig config, long now) =>
        config.DeletesOldSegments && view.StableOffset == view.EndOffset && IsTooOld(view.Segments[^1], config, now);

    static bool IsTooOld(Segment segment, LogConfig config, long now) =>
        config.RetentionMs >= 0 && LastWritten(segment) < now - config.RetentionMs;

    // Records without a timestamp are as old as their segment.
    static long LastWritten(Segment segment) => segment.MaxTimestamp >= 0 ? segment.MaxTimestamp : segment.FirstWritten;
}
