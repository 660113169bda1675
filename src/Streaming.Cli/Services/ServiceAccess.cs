using Streaming.Application.Settings;
using Streaming.Cli.Commands.Host;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;

namespace Streaming.Cli.Services;

/// <summary>A Kafka and a PostgreSQL for a command, outside or embedded, for as long as the command runs.</summary>
public sealed class ServiceAccess : IAsyncDisposable
{
    readonly EmbeddedServices _services;

    readonly Connections _connections;

    ServiceAccess(EmbeddedServices services, Connections connections) => (_services, _connections) = (services, connections);

    /// <summary>How to reach Kafka.</summary>
    public KafkaConnection Kafka => new(_services.BootstrapServers, _connections.KafkaProperties);

    /// <summary>Npgsql connection string.</summary>
    public string Postgres => _services.PostgresConnectionString;

    /// <summary>Finds or starts what a command needs.</summary>
    public static async Task<ServiceAccess> StartAsync(CommandContext context, EmbeddedParts parts, CancellationToken stop)
    {
        var services = await EmbeddedServices.StartOrJoinAsync(
            Options(context.Connections, parts), HostCommand.ThisProgram(HostVerb.Verb), context.Terminal.Note, context.Loggers, stop);
        return new ServiceAccess(services, context.Connections);
    }

    /// <summary>The connections as the embedded services understand them.</summary>
    public static EmbeddedOptions Options(Connections connections, EmbeddedParts parts) => new()
    {
        DataDirectory = Path.GetFullPath(connections.Data),
        Parts = parts,
        Kafka = connections.Kafka,
        Postgres = connections.Postgres,
        // As it has been called since the first data folder.
        Database = "streaming",
        Names = new SettingNames { Kafka = ConnectionResolver.KafkaVariable, Postgres = ConnectionResolver.PostgresVariable, DataDirectory = "--data" },
    };

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
