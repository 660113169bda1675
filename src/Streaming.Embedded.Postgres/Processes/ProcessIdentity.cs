using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Streaming.Embedded.Postgres.Processes;

/// <summary>Names a process beyond doubt: its id, which the system uses again, with a mark of when it started.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Start">Linux: clock ticks from boot to start, which no clock change moves; elsewhere .NET ticks of the start time.</param>
sealed record ProcessIdentity(int Pid, long Start)
{
    /// <summary>This very process.</summary>
    public static ProcessIdentity Current() => Of(Environment.ProcessId)!;

    /// <summary>Whether this process still lives.</summary>
    public bool IsRunning() => Of(Pid) == this;

    /// <summary>The process that has this id now, or null.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : new ProcessIdentity(pid, StartOf(process));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or IOException)
        {
            return null;
        }
    }

    static long StartOf(Process process) =>
        OperatingSystem.IsLinux() ? ParseStart(File.ReadAllText($"/proc/{process.Id}/stat")) : process.StartTime.ToUniversalTime().Ticks;

    /// <summary>Field 22 of /proc/PID/stat; the name in field 2 may itself hold spaces and brackets, so count from its end.</summary>
    internal static long ParseStart(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
