using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Embedded.Postgres;

/// <summary>Asks a server that is not our child to stop.</summary>
static partial class ServerSignal
{
    const int Interrupt = 2;

    /// <summary>SIGINT is PostgreSQL's fast shutdown. Windows has no signals: there the process is ended, and the next start
    /// recovers.</summary>
    public static void StopFast(int pid)
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        else
        {
            _ = Kill(pid, Interrupt);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
