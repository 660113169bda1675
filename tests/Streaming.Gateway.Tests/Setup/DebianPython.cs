using System.Diagnostics;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Debian's own interpreter of Python: its packages belong to no other.</summary>
static class DebianPython
{
    public const string Program = "/usr/bin/python3";

    /// <summary>Whether a module is there.</summary>
    public static bool Has(string module)
    {
        if (!File.Exists(Program))
            return false;
        using var process = Process.Start(
            new ProcessStartInfo(Program, ["-c", $"import {module}"]) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
