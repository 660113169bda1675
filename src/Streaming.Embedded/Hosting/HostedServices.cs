using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>The services that run in this process, each started when first asked for.</summary>
sealed class HostedServices(EmbeddedOptions options, ILoggerFactory? loggers) : IAsyncDisposable
{
    readonly SemaphoreSlim _gate = new(1);
    EmbeddedKafka? _broker;
    EmbeddedPostgres? _postgres;

    /// <summary>Starts what is asked for and not yet running, side by side; what fails may be asked for again.</summary>
    /// <exception cref="EmbeddedException">A service does not start.</exception>
    public async Task<Endpoints> EnsureAsync(Wanted wanted, Action<string>? progress, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            var broker = wanted.Parts.HasFlag(EmbeddedParts.Broker) ? BrokerAsync(wanted.BrokerPort, stop) : Task.CompletedTask;
            var postgres = wanted.Parts.HasFlag(EmbeddedParts.Postgres)
                ? PostgresAsync(wanted.PostgresPort, progress, stop)
                : Task.CompletedTask;
            await Task.WhenAll(broker, postgres);
            return new Endpoints(_broker?.BootstrapServers, _postgres?.ConnectionString);
        }
        catch (Exception e) when (e is EmbeddedKafkaException or EmbeddedPostgresException)
        {
            throw new EmbeddedException(e.Message, e);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes a further PostgreSQL database; see <see cref="EmbeddedPostgres.CreateDatabaseAsync"/>.</summary>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken stop) =>
        _postgres?.CreateDatabaseAsync(name, stop) ?? throw new InvalidOperationException("PostgreSQL does not run in this process.");

    /// <summary>Stops both in an orderly way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        await Task.WhenAll(
            _broker is null ? Task.CompletedTask : _broker.DisposeAsync().AsTask(),
            _postgres is null ? Task.CompletedTask : _postgres.DisposeAsync().AsTask()
        );
        _gate.Dispose();
    }

    async Task BrokerAsync(int wanted, CancellationToken stop)
    {
        if (_broker is not null)
        {
            MustBe(wanted, _broker.Port, "The embedded broker");
            return;
        }
        // The same port as last time, so that clients which outlive a host find its successor.
        var folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "broker")).FullName;
        var memory = folder + ".port";
        var last =
            File.Exists(memory) && int.TryParse(await File.ReadAllTextAsync(memory, stop), CultureInfo.InvariantCulture, out var port)
                ? port
                : 0;
        var broker = new KafkaOptions { DataDirectory = folder, Port = LoopbackPort.Choose(wanted, last) };
        if (!options.Durable)
            broker = broker with { FlushInterval = null };
        _broker = await EmbeddedKafka.StartAsync(broker, loggers, stop);
        await File.WriteAllTextAsync(memory, _broker.Port.ToString(CultureInfo.InvariantCulture), stop);
    }

    async Task PostgresAsync(int wanted, Action<string>? progress, CancellationToken stop)
    {
        if (_postgres is { HasExited: false })
        {
            MustBe(wanted, _postgres.Port, "PostgreSQL");
            return;
        }
        var postgres = new PostgresOptions
        {
            DataDirectory = Path.Combine(options.DataDirectory, "postgres"),
            Port = wanted,
            Database = options.Database,
            Role = options.Database,
            Durable = options.Durable,
            OtherCure = $"name a server of your own in {options.Names.Postgres}",
            Source = options.PostgresSource,
            Progress = progress,
        };
        _postgres = await EmbeddedPostgres.StartAsync(postgres, loggers, stop);
    }

    void MustBe(int wanted, int port, string service)
    {
        if (wanted != 0 && wanted != port)
        {
            throw new EmbeddedException(
                $"{service} of '{options.DataDirectory}' already runs on port {port}, not {wanted}. End the commands that use it first, "
                    + "or leave the port out."
            );
        }
    }
}
