using System.Globalization;

namespace Streaming.Benchmarks.Machine;

/// <summary>One look at the processes of a Linux machine; empty elsewhere.</summary>
sealed class ProcessTable
{
    /// <summary>Unit of the times in /proc: the same on every Linux that .NET runs on.</summary>
    const double TicksPerSecond = 100;

    readonly Dictionary<int, Entry> _entries = [];

    ProcessTable() { }

    public static ProcessTable Read()
    {
        var table = new ProcessTable();
        if (!OperatingSystem.IsLinux())
            return table;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && TryRead(pid) is { } entry)
                table._entries[pid] = entry;
        }

        return table;
    }

    /// <summary>Processor seconds of a process alone.</summary>
    public double Own(int pid) => _entries.TryGetValue(pid, out var entry) ? entry.Own / TicksPerSecond : 0;

    /// <summary>Processor seconds of all descendants of a process, those included that have ended and were waited for.</summary>
    public double Descendants(int pid) =>
        _entries.Where(e => e.Value.Parent == pid).Sum(e => ((e.Value.Own + e.Value.Ended) / TicksPerSecond) + Descendants(e.Key));

    /// <summary>Largest resident memory a process has had, MiB.</summary>
    public static double PeakMiB(int pid) => StatusMiB(pid, "VmHWM:");

    /// <summary>Resident memory of a process, MiB.</summary>
    public static double ResidentMiB(int pid) => StatusMiB(pid, "VmRSS:");

    static double StatusMiB(int pid, string field)
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    static Entry? TryRead(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The name in the second field may hold blanks and brackets itself: count from its end.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new Entry((int)Number(1), Number(11) + Number(12), Number(13) + Number(14));

            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // It has ended since the folder was listed.
        }
    }

    readonly record struct Entry(int Parent, long Own, long Ended);
}
