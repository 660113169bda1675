using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// A PostgreSQL server with nothing to set up: its own cluster in a folder, reachable on the loopback interface only,
/// with a random password. One folder is served once: a second start, from whatever process, joins the running server.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    internal const string Superuser = "postgres";

    static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    readonly PostgresOptions _options;
    readonly PostgresCluster _cluster;
    readonly PostgresServer? _server;
    readonly ILogger _log;
    TemporaryFolder? _temporary;
    bool _stopped;

    internal EmbeddedPostgres(
        PostgresOptions options,
        PostgresCluster cluster,
        int port,
        PostgresServer? server,
        Version version,
        ILogger log
    )
    {
        (_options, _cluster, Port, _server, Version, _log) = (options, cluster, port, server, version, log);
        ConnectionString = For(options.Database);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Npgsql connection string of the options' role and database, password included.</summary>
    public string ConnectionString { get; }

    /// <summary>The server's version.</summary>
    public Version Version { get; }

    /// <summary>Whether this object started the server and will stop it; false where it joined a running one.</summary>
    public bool IsOwner => _server is not null;

    /// <summary>Whether the server this object started has ended; always false where it joined one.</summary>
    public bool HasExited => _stopped || (_server?.HasExited ?? false);

    /// <summary>The server's log file.</summary>
    public string LogFile => _cluster.Log;

    /// <summary>Starts the server of a folder, or joins it where it runs already; returns when it accepts connections.</summary>
    /// <param name="options">How; null: on a free port, over a temporary folder, which is quick but not durable.</param>
    /// <param name="loggers">Where starts and stops are logged; null: nowhere.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="EmbeddedPostgresException">No binaries, no rights, a taken port, or a server that does not start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        PostgresOptions? options = null,
        ILoggerFactory? loggers = null,
        CancellationToken stop = default
    )
    {
        options ??= new PostgresOptions { Durable = false };
        options.Validate();
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<EmbeddedPostgres>();
        if (options.DataDirectory is not null)
            return await new PostgresStart(options, log).RunAsync(stop);
        var temporary = TemporaryFolder.Create("embedded-postgres-");
        try
        {
            var server = await new PostgresStart(options with { DataDirectory = temporary.Path }, log).RunAsync(stop);
            server._temporary = temporary;
            return server;
        }
        catch
        {
            temporary.Dispose();
            throw;
        }
    }

    /// <summary>Makes a further database, owned by the same role, unless it is there; for tests that want one of their own.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken stop = default)
    {
        await using var connection = await PostgresConnections.OpenSuperuserAsync(Port, _cluster, stop);
        await new PostgresRoles(_options.Role).CreateDatabaseAsync(connection, name, stop);
        return For(name);
    }

    /// <summary>Stops the server in an orderly way if this object started it; otherwise leaves it running. A temporary folder goes
    /// away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is null || Interlocked.Exchange(ref _stopped, true))
            return;
        // Idle pooled connections would fail whoever next uses this server, once it is started again.
        await using (var ours = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(ours);
        await _server.StopAsync(_cluster.Folder, StopLimit);
        _server.Dispose();
        PostgresLog.Stopped(_log, _cluster.Folder);
        _temporary?.Dispose();
    }

    string For(string database) => PostgresConnections.For(Port, _options.Role, _cluster.Password(_options.Role), database);
}
