using System.Globalization;

namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>
/// Puts a cleaned segment in the place of those it came from. Its two files, log and seal, lie beside those of the first under other names
/// until both are on disk; the new seal comes last, and from then on a start after a crash finishes what was begun. Before, it
/// throws away what there is. The new seal keeps its other name until everything else is done.
/// </summary>
static class SegmentSwap
{
    public const string Suffix = ".cleaned";

    /// <summary>Says that the cleaned log, which is on disk, holds from now on.</summary>
    public static void Decide(string logPath, byte[] seal) => SegmentSeal.Write(Segment.SealPathFor(logPath) + Suffix, seal);

    /// <summary>Moves both files to where the old ones are. Those of other segments that have become part of this one go.</summary>
    public static void Finish(string logPath)
    {
        var seal = Segment.SealPathFor(logPath);
        if (File.Exists(logPath + Suffix))
            File.Move(logPath + Suffix, logPath, overwrite: true);
        foreach (var merged in Merged(logPath, SegmentSeal.EndOf(seal + Suffix)))
        {
            File.Delete(Segment.SealPathFor(merged));
            File.Delete(merged);
        }

        File.Move(seal + Suffix, seal, overwrite: true);
    }

    /// <summary>Forgets what was cleaned.</summary>
    public static void Undo(string logPath)
    {
        File.Delete(Segment.SealPathFor(logPath) + Suffix);
        File.Delete(logPath + Suffix);
    }

    /// <summary>After a start: finishes what was decided, throws away the rest.</summary>
    public static void Recover(string directory)
    {
        foreach (var seal in Directory.EnumerateFiles(directory, "*.seal" + Suffix).ToList())
        {
            if (OffsetOf(Path.GetFileName(seal)[..^(".seal" + Suffix).Length]) is { } offset)
                Finish(Segment.PathFor(directory, offset));
        }

        foreach (var undecided in Directory.EnumerateFiles(directory, "*.log" + Suffix).ToList())
            File.Delete(undecided);
    }

    /// <summary>Logs that begin behind the beginning of this one and before its end.</summary>
    static List<string> Merged(string logPath, long end)
    {
        var first = OffsetOf(Path.GetFileNameWithoutExtension(logPath));
        return
        [
            .. Directory
                .EnumerateFiles(Path.GetDirectoryName(logPath)!, "*.log")
                .Where(path => OffsetOf(Path.GetFileNameWithoutExtension(path)) is { } offset && offset > first && offset < end),
        ];
    }

    static long? OffsetOf(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
}
