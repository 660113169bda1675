using System.Diagnostics;
using System.Globalization;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// What a server writes into its cluster's <c>postmaster.pid</c>, one value a line. The file outlives a server that
/// was killed, and then names a process id that may belong to anything by now.
/// </summary>
/// <param name="Pid">Process id.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Ready">Whether it accepts connections.</param>
sealed record PostmasterFile(int Pid, int Port, bool Ready)
{
    public const string Name = "postmaster.pid";

    /// <summary>Reads a cluster's file; null where there is none, or where it is still being written.</summary>
    public static PostmasterFile? Read(string cluster)
    {
        try
        {
            return Parse(File.ReadAllLines(Path.Combine(cluster, Name)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Lines: pid, cluster, start (seconds since 1970), port, socket folder, address, shared memory, status.</summary>
    internal static PostmasterFile? Parse(string[] lines) =>
        lines.Length >= 4
        && int.TryParse(lines[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid)
        && pid is not (0 or int.MinValue)
        && ushort.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(Math.Abs(pid), port, lines.Length >= 8 && lines[7].TrimEnd() == "ready")
            : null;

    /// <summary>Whether the process with this id is the server of this cluster.</summary>
    public bool IsRunning(string cluster)
    {
        // Every server process works in its cluster's folder. Elsewhere than on Linux the name has to do.
        if (OperatingSystem.IsLinux())
            return WorksIn($"/proc/{Pid}", cluster);
        try
        {
            using var process = Process.GetProcessById(Pid);
            return !process.HasExited && process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether any process works in the cluster's folder: back ends outlive a killed server for a moment. False where that cannot
    /// be known.</summary>
    public static bool AnyProcessIn(string cluster) =>
        OperatingSystem.IsLinux() && Directory.EnumerateDirectories("/proc").Any(process => WorksIn(process, cluster));

    static bool WorksIn(string process, string cluster)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget == cluster;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
