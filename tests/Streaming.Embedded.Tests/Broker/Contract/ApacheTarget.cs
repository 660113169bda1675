using System.Diagnostics;
using System.Net.Sockets;
using Streaming.Embedded.Processes;
using Streaming.Embedded.Tests.Hosting;
using Streaming.Embedded.Tests.Postgres;

namespace Streaming.Embedded.Tests.Broker.Contract;

/// <summary>
/// Apache Kafka: the one named in STREAMING_TEST_KAFKA, or one started by the launcher in shared/kafka beside the repository.
/// Where the two targets differ, this one is right.
/// </summary>
public sealed class ApacheTarget : IKafkaTarget, IAsyncLifetime
{
    const string Variable = "STREAMING_TEST_KAFKA";
    readonly ScratchFolder _folder = new();
    Process? _process;
    string? _bootstrap;

    public string BootstrapServers
    {
        get
        {
            if (_bootstrap is null)
                Assert.Skip($"no Apache Kafka here: {Variable} is not set and there is no shared/kafka/kafka above the repository");
            return _bootstrap!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _bootstrap = Environment.GetEnvironmentVariable(Variable);
        if (_bootstrap is not null || Launcher() is not { } launcher)
            return;
        // The controller takes the port above.
        var port = LoopbackPort.Choose(0, 0);
        var log = Directory.CreateDirectory(_folder.Path).FullName;
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec '{launcher}' start '{log}' {port} >'{log}/out.txt' 2>&1"]))!;
        await Eventually.TrueAsync(() => Listens(port), $"Apache Kafka listens on {port}, see {log}/out.txt");
        _bootstrap = $"127.0.0.1:{port}";
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

[CollectionDefinition(Name)]
public sealed class ApacheCollection : ICollectionFixture<ApacheTarget>
{
    public const string Name = "Contract on Apache Kafka";
}
