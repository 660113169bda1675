using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Streaming.Lifecycle.Bus;
using Streaming.Topology;

namespace Streaming.Lifecycle.Tests;

/// <summary>The bus wakes all who listen, in one process and across machines.</summary>
public sealed class LearningBusTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task In_one_process_all_are_woken()
    {
        await using var bus = await LearningBus.StartAsync(null, default);
        await WakesAsync(bus, bus, bus);
    }

    [Fact]
    public async Task On_RabbitMQ_all_are_woken_and_without_it_nobody_waits()
    {
        using var server = await RabbitServer.StartAsync();
        await using var one = await LearningBus.StartAsync(server.Address, default);
        await using var other = await LearningBus.StartAsync(server.Address, default);
        await using var sender = await LearningBus.StartAsync(server.Address, default);
        await WakesAsync(sender, one, other);

        await server.StopAsync();
        (await sender.WakeAsync("small", default).WaitAsync(Patience)).ShouldBeFalse();
        (await Should.ThrowAsync<StreamingException>(() => LearningBus.StartAsync(server.Address, default))).Message.ShouldContain(
            "RabbitMQ at 127.0.0.1 cannot be reached"
        );
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("http://localhost/")]
    [InlineData("")]
    public async Task What_names_no_RabbitMQ_is_refused(string address) =>
        (await Should.ThrowAsync<StreamingException>(() => LearningBus.StartAsync(address, default))).Message.ShouldContain(
            "write amqp://user:password@host/"
        );

    static async Task WakesAsync(LearningBus sender, params LearningBus[] listeners)
    {
        var woken = listeners.Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        foreach (var (listener, heard) in listeners.Zip(woken))
            await listener.ListenAsync(topology => heard.TrySetResult(topology));

        (await sender.WakeAsync("small", default)).ShouldBeTrue();

        (await Task.WhenAll(woken.Select(w => w.Task)).WaitAsync(Patience)).ShouldAllBe(topology => topology == "small");
    }

    /// <summary>Debian's RabbitMQ, in a folder of its own.</summary>
    sealed class RabbitServer : IDisposable
    {
        const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

        readonly string _folder = Directory.CreateTempSubdirectory("rabbit-").FullName;
        readonly Process _process;

        RabbitServer(int port, int distribution)
        {
            Address = $"amqp://guest:guest@127.0.0.1:{port}/";
            var start = new ProcessStartInfo(Program) { UseShellExecute = false };
            foreach (
                var (name, value) in new (string, string)[]
                {
                    ("RABBITMQ_NODENAME", $"test{port}@localhost"),
                    ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                    ("RABBITMQ_NODE_PORT", $"{port}"),
                    ("RABBITMQ_DIST_PORT", $"{distribution}"),
                    ("RABBITMQ_MNESIA_BASE", Path.Combine(_folder, "mnesia")),
                    ("RABBITMQ_LOG_BASE", Path.Combine(_folder, "log")),
                    ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder, "plugins")),
                    ("RABBITMQ_PID_FILE", Path.Combine(_folder, "pid")),
                    ("HOME", _folder),
                }
            )
            {
                start.Environment[name] = value;
            }

            _process = Process.Start(start)!;
        }

        public string Address { get; }

        public static async Task<RabbitServer> StartAsync()
        {
            Assert.SkipUnless(File.Exists(Program), "Debian's rabbitmq-server is not installed here.");
            var (port, distribution) = (FreePort(), FreePort());
            var server = new RabbitServer(port, distribution);
            using var patience = new CancellationTokenSource(Patience);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (!await AnswersAsync(port))
            {
                server._process.HasExited.ShouldBeFalse("RabbitMQ has ended");
                await timer.WaitForNextTickAsync(patience.Token);
            }

            return server;
        }

        public async Task StopAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        static async Task<bool> AnswersAsync(int port)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
