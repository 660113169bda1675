using System.Globalization;

namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>
/// Puts a cleaned segment in the place of the one it came from. Its two files, log and seal, lie beside the old ones under other names
/// until both are on disk; the new seal comes last, and from then on a start after a crash finishes what was begun. Before, it
/// throws away what there is.
/// </summary>
static class SegmentSwap
{
    public const string Suffix = ".cleaned";

    /// <summary>Says that the cleaned log, which is on disk, holds from now on.</summary>
    public static void Decide(string logPath, byte[] seal) => SegmentSeal.Write(Segment.SealPathFor(logPath) + Suffix, seal);

    /// <summary>Moves both files to where the old ones are.</summary>
    public static void Finish(string logPath)
    {
        var seal = Segment.SealPathFor(logPath);
        if (File.Exists(logPath + Suffix))
            File.Move(logPath + Suffix, logPath, overwrite: true);
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
            var name = Path.GetFileName(seal)[..^(".seal" + Suffix).Length];
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
                Finish(Segment.PathFor(directory, offset));
        }

        foreach (var undecided in Directory.EnumerateFiles(directory, "*.log" + Suffix).ToList())
            File.Delete(undecided);
    }
}
