using System.Diagnostics;
using System.Globalization;
using Streaming.Embedded.Hosting;

namespace Streaming.Embedded.Kafka.Tests.Recovery;

/// <summary>A broker in a process of its own, to be killed.</summary>
sealed class BrokerProcess : IDisposable
{
    readonly string _folder;
    Process _process;

    BrokerProcess(string folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public string BootstrapServers => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<BrokerProcess> StartAsync(string folder)
    {
        var (process, port) = await LaunchAsync(folder, 0);
        return new BrokerProcess(folder, process, port);
    }

    /// <summary>Kills the process as kill -9 does, and starts another on the same folder and port.</summary>
    public async Task KillAndRestartAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        (_process, _) = await LaunchAsync(_folder, Port);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>What the other process does: says its port and waits for its end.</summary>
    public static async Task<int> RunAsync(string folder, int port)
    {
        await using var broker = await EmbeddedKafka.StartAsync(
            new KafkaOptions
            {
                DataDirectory = folder,
                Port = port,
                SegmentBytes = 1 << 20,
            }
        );
        Console.WriteLine(broker.Port);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    static async Task<(Process Process, int Port)> LaunchAsync(string folder, int port)
    {
        var program = HostCommand.ThisProgram("broker").Program;
        var process = Process.Start(
            new ProcessStartInfo(program[0], [.. program.Skip(1), folder, port.ToString(CultureInfo.InvariantCulture)])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = await process.StandardOutput.ReadLineAsync();
        return (process, int.Parse(line.ShouldNotBeNull(), CultureInfo.InvariantCulture));
    }
}
