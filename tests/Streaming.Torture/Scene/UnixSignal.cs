using System.Runtime.InteropServices;

namespace Streaming.Torture.Scene;

/// <summary>Signals that .NET cannot send.</summary>
static partial class UnixSignal
{
    const int Killed = 9;

    static int Stopped => OperatingSystem.IsMacOS() ? 17 : 19;

    static int Continued => OperatingSystem.IsMacOS() ? 19 : 18;

    public static void Kill(int pid) => _ = Send(pid, Killed);

    /// <summary>The process stands still where it is, until <see cref="Thaw"/>.</summary>
    public static void Freeze(int pid) => _ = Send(pid, Stopped);

    public static void Thaw(int pid) => _ = Send(pid, Continued);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int pid, int signal);
}
