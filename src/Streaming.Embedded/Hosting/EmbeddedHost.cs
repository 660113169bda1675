using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>
/// The process that runs the embedded services on behalf of commands. It ends by itself, in an orderly way, a while
/// after the last command that used it, and at SIGTERM.
/// </summary>
public static class EmbeddedHost
{
    /// <summary>Runs a host to its end.</summary>
    /// <param name="argument">The last argument of the <see cref="HostCommand"/>.</param>
    /// <param name="loggers">Where it logs; its standard output goes to <c>host.log</c> in the data folder.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>Exit code: 0, or 1 where another host already serves the folder.</returns>
    public static async Task<int> RunAsync(string argument, ILoggerFactory? loggers = null, CancellationToken stop = default)
    {
        var options = JsonSerializer.Deserialize<EmbeddedOptions>(argument)
            ?? throw new EmbeddedException("The host verb is for internal use: commands start their host themselves.");
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger(typeof(EmbeddedHost));
        var folder = new HostFolder(options.DataDirectory);
        await using var held = FileLock.TryAcquire(folder.HostLock);
        if (held is null)
            return 1;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopping));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopping));

        await using var services = new HostedServices(options, loggers);
        using var leases = new LeaseCount(options.Linger, TimeProvider.System);
        await using var server = new LeaseServer(services, leases, log);
        var file = new HostFile(ProcessIdentity.Current(), server.Port, server.Token);
        file.Write(folder);
        HostingLog.HostStarted(log, folder.Path, Environment.ProcessId, server.Port);
        await Task.WhenAny(leases.Idle, Task.Delay(Timeout.Infinite, stopping.Token));
        HostingLog.HostStops(log, folder.Path, stopping.IsCancellationRequested ? "it was told to" : "no command uses it any more");
        file.Withdraw(folder);
        return 0;
    }

    /// <summary>Whether a host serves a data folder, or is still stopping what it served.</summary>
    public static bool IsServing(string dataDirectory)
    {
        if (!Directory.Exists(dataDirectory))
            return false;
        using var free = FileLock.TryAcquire(new HostFolder(dataDirectory).HostLock);
        return free is null;
    }

    static void Stop(PosixSignalContext signal, CancellationTokenSource stopping)
    {
        signal.Cancel = true;
        stopping.Cancel();
    }
}
