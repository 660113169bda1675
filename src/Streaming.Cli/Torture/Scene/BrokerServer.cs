using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Streaming.Cli.Torture.Children;
using Streaming.Topology;

namespace Streaming.Cli.Torture.Scene;

/// <summary>The broker, in a process of its own that can be killed and started again on the same port.</summary>
internal sealed class BrokerServer(TortureOptions options) : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    readonly string _folder = Path.Combine(options.Folder, "broker");
    ChildProcess? _process;

    public const string Host = "127.0.0.1";

    public int Port { get; } = FreePort(options.Seed);

    public string Address => $"{Host}:{Port}";

    public async Task StartAsync(CancellationToken stop)
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = ChildProcess.Start(
            options.Program, Verbs.Broker, JsonSerializer.Serialize(new BrokerSpec(_folder, Port)), Path.Combine(options.Folder, "broker.log"));
        try
        {
            await _process.IsReady.WaitAsync(StartLimit, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            throw new StreamingException($"the broker does not start: {_process.FaultSaid ?? "it says nothing"}. See broker.log in {options.Folder}.", e);
        }
    }

    public void Kill() => _process?.Kill();

    public void Freeze() => _process?.Freeze();

    public void Thaw() => _process?.Thaw();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    /// <summary>
    /// A port that nobody gets by chance while the broker is away: below those that systems give to outgoing connections,
    /// of which one could even connect to itself.
    /// </summary>
    static int FreePort(int seed)
    {
        var random = new Random(seed ^ Environment.ProcessId);
        while (true)
        {
            var port = random.Next(20_000, 32_000);
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: another.
            }
        }
    }
}
