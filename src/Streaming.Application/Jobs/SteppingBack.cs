using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Streaming.Application.Jobs;

/// <summary>
/// How a process is started that steps back behind all others: what it takes of processor time is nearly what they leave, and enough to get
/// on where they leave nothing; and half of the processors are never its own, so that whoever wakes up finds one.
/// </summary>
public static class SteppingBack
{
    const string Shell = "/bin/sh";
    const string OwnSession = "/usr/bin/setsid";
    const string Affinity = "/usr/bin/taskset";

    // Linux shares time among sessions before it looks at what runs in them (autogroups,
    // https://man7.org/linux/man-pages/man7/sched.7.html): a low priority within this one would take from the pipeline beside it, and never
    // give way to a database that has a session of its own. So it gets a session, and that steps back too where the kernel knows of such.
    const string Script = """
        { echo 10 > /proc/self/autogroup; } 2> /dev/null
        exec nice -n 10 "$@"
        """;

    /// <summary>Words before its command; none where the machine has no such programs.</summary>
    public static IReadOnlyList<string> Words
    {
        get
        {
            if (!File.Exists(Shell))
                return [];
            var words = new List<string>();
            if (Processors() is { } mask && File.Exists(Affinity))
                words.AddRange([Affinity, string.Create(CultureInfo.InvariantCulture, $"0x{mask:x}")]);
            if (File.Exists(OwnSession))
                words.Add(OwnSession);
            return [.. words, Shell, "-c", Script, Shell];
        }
    }

    /// <summary>A bit for each processor that it may use: the upper half of those that this process may; null where that is not known, or
    /// there are no two.</summary>
    static ulong? Processors()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        using var self = Process.GetCurrentProcess();
        var ours = (ulong)self.ProcessorAffinity;
        var (its, left) = (ours, (BitOperations.PopCount(ours) + 1) / 2);
        for (; left > 0; left--)
            its &= its - 1;
        return its == 0 ? null : its;
    }
}
