using System.Collections.Concurrent;
using System.Diagnostics;
using Streaming.Embedded.Tests.Setup;
using Streaming.Testing.Apache;

[assembly: AssemblyFixture(typeof(Streaming.Embedded.Kafka.Tests.Contract.ApacheTarget))]

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>
/// Apache Kafka: the one named in STREAMING_TEST_KAFKA, or one started from the distribution in KAFKA_HOME or in shared/kafka
/// beside the repository. Where the two targets differ, this one is right.
/// </summary>
public sealed class ApacheTarget : IKafkaTarget, IAsyncDisposable
{
    const string Variable = "STREAMING_TEST_KAFKA";

    static readonly Dictionary<string, string> Settings = new()
    {
        ["transaction.abort.timed.out.transaction.cleanup.interval.ms"] = "200",
        // Retention looks half a minute after the start and then every five: it would take records of fixed, old times from under a test.
        ["log.retention.check.interval.ms"] = "86400000",
        ["log.initial.task.delay.ms"] = "86400000",
    };

    readonly ScratchFolder _folder = new();
    readonly Lazy<Task<string?>> _bootstrap;
    Process? _process;

    public ApacheTarget() => _bootstrap = new Lazy<Task<string?>>(FindOrStartAsync);

    public async Task<string> StartAsync()
    {
        var found = await _bootstrap.Value;
        if (found is null)
        {
            Assert.Skip(
                $"no Apache Kafka here: neither {Variable} nor {ApacheKafka.HomeVariable} is set, and there is no {ApacheHome.Beside} "
                    + "above the repository"
            );
        }

        return found;
    }

    async Task<string?> FindOrStartAsync()
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        if (given is not null || ApacheHome.Find() is not { } home)
            return given;
        for (var attempt = 1; ; attempt++)
        {
            var port = ApacheKafka.FreePort();
            var command = await ApacheKafka.At(home).PrepareAsync(Path.Combine(_folder.Path, $"attempt-{attempt}"), port, Settings);
            var said = new ConcurrentQueue<string?>();
            _process = Start(command, said);
            var listens = false;
            await Eventually.TrueAsync(
                async () => _process.HasExited || (listens = await ApacheKafka.ListensAsync(port)),
                $"Apache Kafka listens on {port}"
            );
            if (listens)
                return $"127.0.0.1:{port}";
            // Somebody may have taken a port in between.
            attempt.ShouldBeLessThan(3, $"Apache Kafka does not start: {string.Join('\n', said)}");
            _process.Dispose();
        }
    }

    static Process Start(IReadOnlyList<string> command, ConcurrentQueue<string?> said)
    {
        var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
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
}
