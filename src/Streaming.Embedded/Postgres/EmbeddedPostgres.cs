using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// A PostgreSQL server with nothing to set up: its own cluster in a folder, reachable on the loopback interface only,
/// with a random password. One folder is served once: a second start, from whatever process, joins the running server.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The database the product uses.</summary>
    public const string Database = "streaming";

    /// <summary>The role the product logs in with: owner of its database, no superuser.</summary>
    public const string Role = "streaming";

    internal const string Superuser = "postgres";

    static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    readonly PostgresCluster _cluster;
    readonly PostgresServer? _server;
    readonly ILogger _log;
    bool _stopped;

    internal EmbeddedPostgres(PostgresCluster cluster, int port, PostgresServer? server, Version version, ILogger log)
    {
        (_cluster, Port, _server, Version, _log) = (cluster, port, server, version, log);
        ConnectionString = PostgresConnections.For(port, Role, cluster.Password(Role), Database);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Npgsql connection string of role <see cref="Role"/> and database <see cref="Database"/>, password included.</summary>
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
    /// <exception cref="EmbeddedException">No binaries, no rights, a taken port, or a server that does not start.</exception>
    public static Task<EmbeddedPostgres> StartAsync(
        PostgresOptions options, ILoggerFactory? loggers = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<EmbeddedPostgres>();
        return new PostgresStart(options, log).RunAsync(cancel);
    }

    /// <summary>Makes a further database, owned by the same role, unless it is there; for tests that want one of their own.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancel = default)
    {
        await using var connection = await PostgresConnections.OpenSuperuserAsync(Port, _cluster, cancel);
        await PostgresRoles.CreateDatabaseAsync(connection, name, cancel);
        return PostgresConnections.For(Port, Role, _cluster.Password(Role), name);
    }

    /// <summary>Stops the server in an orderly way if this object started it; otherwise leaves it running.</summary>
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
    }
}
