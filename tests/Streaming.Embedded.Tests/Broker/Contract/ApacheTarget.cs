using System.Diagnostics;
using System.Net.Sockets;
using Streaming.Embedded.Tests.Hosting;
using Streaming.Embedded.Tests.Postgres;

[assembly: AssemblyFixture(typeof(Streaming.Embedded.Tests.Broker.Contract.ApacheTarget))]

namespace Streaming.Embedded.Tests.Broker.Contract;

/// <summary>
/// Apache Kafka: the one named in STREAMING_TEST_KAFKA, or one started by the launcher in shared/kafka beside the repository.
/// Where the two targets differ, this one is right.
/// </summary>
public sealed class ApacheTarget : IKafkaTarget, IAsyncDisposable
{
    const string Variable = "STREAMING_TEST_KAFKA";
    readonly ScratchFolder _folder = new();
    readonly Lazy<Task<string?>> _bootstrap;
    Process? _process;

    public ApacheTarget() => _bootstrap = new Lazy<Task<string?>>(FindOrStartAsync);

    public async Task<string> StartAsync()
    {
        var found = await _bootstrap.Value;
        if (found is null)
            Assert.Skip($"no Apache Kafka here: {Variable} is not set and there is no shared/kafka/kafka above the repository");
        return found;
    }

    async Task<string?> FindOrStartAsync()
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        if (given is not null || Launcher() is not { } launcher)
            return given;
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePair();
            var log = Directory.CreateDirectory(Path.Combine(_folder.Path, $"attempt-{attempt}")).FullName;
            _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec '{launcher}' start '{log}' {port} transaction.abort.timed.out.transaction.cleanup.interval.ms=200 >'{log}/out.txt' 2>&1"]))!;
            var listens = false;
            await Eventually.TrueAsync(async () => _process.HasExited || (listens = await Listens(port)), $"Apache Kafka listens on {port}");
            if (listens)
                return $"127.0.0.1:{port}";
            // Somebody may have taken a port in between.
            attempt.ShouldBeLessThan(3, $"Apache Kafka does not start: {await File.ReadAllTextAsync($"{log}/out.txt")}");
            _process.Dispose();
        }
    }

    /// <summary>
    /// A free port whose upper neighbour, which the controller takes, is free too; below the range that outgoing connections
    /// take their ports from.
    /// </summary>
    static int FreePair()
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 30_000);
            if (IsFree(port) && IsFree(port + 1))
                return port;
        }
    }

    static bool IsFree(int port)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    static string? Launcher()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "kafka", "kafka");
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    static async Task<bool> Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
