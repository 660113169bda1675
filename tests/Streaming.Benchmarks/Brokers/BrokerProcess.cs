using System.Diagnostics;
using System.Globalization;
using Streaming.Benchmarks.Machine;
using Streaming.Testing.Apache;
using Streaming.Topology;

namespace Streaming.Benchmarks.Brokers;

/// <summary>A broker that runs; ends with this object, and its folder with it.</summary>
sealed class BrokerProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    readonly Process _process;
    readonly string _folder;
    readonly TimeSpan _cpuAtStart;

    BrokerProcess(string name, Process process, string folder, int port, TimeSpan startUp)
    {
        (Name, _process, _folder, Port, StartUp) = (name, process, folder, port, startUp);
        _cpuAtStart = process.TotalProcessorTime;
    }

    public string Name { get; }

    public int Port { get; }

    public string BootstrapServers => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>From the start of the process to its first answer about metadata. Making the folder ready is not in it.</summary>
    public TimeSpan StartUp { get; }

    public double ResidentMiB => ProcessTable.ResidentMiB(_process.Id);

    public double PeakMiB => ProcessTable.PeakMiB(_process.Id);

    /// <summary>Processor time that it has used since it answered first.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime - _cpuAtStart;
        }
    }

    /// <param name="kind">Which broker.</param>
    /// <param name="data">Folder that its own comes to lie in; null: that for temporary files.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">It ended, or did not answer within two minutes.</exception>
    public static async Task<BrokerProcess> StartAsync(BrokerKind kind, string? data, CancellationToken stop)
    {
        var folder = Path.Combine(Path.GetFullPath(data ?? Path.GetTempPath()), $"streaming-broker-{Guid.NewGuid():N}");
        var port = ApacheKafka.FreePort();
        var command = await kind.PrepareAsync(folder, port, stop);
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (!await AnswersAsync(port, stop))
        {
            if (process.HasExited)
                throw new StreamingException($"{kind.Name} ended as it started (exit code {process.ExitCode}); what it said is above.");
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                process.Kill(entireProcessTree: true);
                throw new StreamingException($"{kind.Name} did not answer within {Patience.TotalMinutes:N0} minutes.");
            }

            await Task.Delay(Poll, stop);
        }

        return new BrokerProcess(kind.Name, process, folder, port, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    static async Task<bool> AnswersAsync(int port, CancellationToken stop)
    {
        try
        {
            using var connection = await RawConnection.OpenAsync(port, stop);
            await connection.AskMetadataAsync(stop);
            return true;
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            return false;
        }
    }
}
