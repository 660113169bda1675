using System.Diagnostics;

namespace Streaming.Embedded.Postgres.Processes;

/// <summary>What an external command answered.</summary>
sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last lines of what the command said, for an error message.</summary>
    public string Tail
    {
        get
        {
            var lines = (Output + "\n" + Error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return string.Join('\n', lines.TakeLast(8));
        }
    }
}

/// <summary>Runs short external commands such as initdb and npm.</summary>
static class ToolProcess
{
    /// <summary>Full path of a command on PATH, or null.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        // The usual places as well: a service's or cron's PATH often lacks the sbin folders, where runuser lives.
        string[] usual = OperatingSystem.IsWindows() ? [] : ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
        return folders
            .Concat(usual)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a command to its end and collects what it says.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be started, or runs past <paramref name="limit"/>.</exception>
    public static async Task<ToolResult> RunAsync(
        IReadOnlyList<string> command,
        TimeSpan limit,
        CancellationToken stop,
        string? folder = null
    )
    {
        using var process = new Process { StartInfo = StartInfo(command, folder) };
        Start(process);
        process.StandardInput.Close();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timer.Token);
            var error = process.StandardError.ReadToEndAsync(timer.Token);
            await process.WaitForExitAsync(timer.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException($"'{command[0]}' did not finish within {limit.TotalSeconds:0} s and was stopped.", e);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>A start description with redirected streams and without inherited PG* variables, which would redirect PostgreSQL's
    /// tools.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command, string? folder = null)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = folder ?? Path.GetPathRoot(Environment.SystemDirectory) ?? "/",
        };
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            info.Environment.Remove(name);
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    static void Start(Process process)
    {
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException($"'{process.StartInfo.FileName}' cannot be run: {e.Message}.", e);
        }
    }
}
