using System.Diagnostics;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// The server process, tied to ours: on Unix a small shell stands between, which reads from a pipe that we hold. When
/// we end, in whatever way, the pipe closes and the shell stops the server; closing it is also how we stop it.
/// </summary>
/// <remarks>Windows has no such shell: there a server outlives a killed process until the next start stops it.</remarks>
sealed class PostgresServer : IDisposable
{
    // setsid keeps Ctrl-C, which goes to the terminal's whole process group, away from the server; where there is none
    // (macOS), job control does. SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written.
    const string Watch = """
        command -v setsid >/dev/null 2>&1 || set -m
        log=$1; shift
        exec 3<&0
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        server=$!
        ( read -r _ <&3; kill -INT $server ) >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait $server; code=$?
        kill $watch 2>/dev/null
        exit $code
        """;

    readonly Process _process;
    readonly string? _stop;

    PostgresServer(Process process, string? stop) => (_process, _stop) = (process, stop);

    /// <summary>Whether the server has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts the server; it is not ready yet when this returns.</summary>
    public static PostgresServer Start(PostgresBinaries binaries, PostgresCluster cluster, PostgresAccount account, string[] settings)
    {
        string[] server = [binaries.Postgres, "-D", cluster.Folder, .. settings];
        string[] command = OperatingSystem.IsWindows()
            ? [.. server, "-c", "logging_collector=on"]
            : account.Command([.. NewSession(), "/bin/sh", "-c", Watch, "sh", cluster.Log, .. server]);
        var info = ToolProcess.StartInfo(command, cluster.Folder);
        info.RedirectStandardOutput = info.RedirectStandardError = false;
        var process = Process.Start(info) ?? throw new EmbeddedPostgresException($"'{binaries.Postgres}' could not be started.");
        return new PostgresServer(process, OperatingSystem.IsWindows() ? Path.Combine(binaries.Folder, "pg_ctl.exe") : null);
    }

    /// <summary>Stops the server in an orderly way and waits for its end.</summary>
    public async Task StopAsync(string cluster, TimeSpan limit)
    {
        if (_stop is not null && !HasExited)
            await ToolProcess.RunAsync([_stop, "stop", "-D", cluster, "-m", "fast"], limit, CancellationToken.None);
        _process.StandardInput.Close();
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL in '{cluster}' did not stop within {limit.TotalSeconds:0} s; its log is server.log in that folder.",
                e
            );
        }
    }

    public void Dispose() => _process.Dispose();

    static string[] NewSession() => ToolProcess.Find("setsid") is { } setsid ? [setsid] : [];
}
