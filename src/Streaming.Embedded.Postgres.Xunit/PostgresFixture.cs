using System.Globalization;
using Xunit;

namespace Streaming.Embedded.Postgres.Xunit;

/// <summary>
/// A PostgreSQL server for tests, as a class, collection or assembly fixture of xunit v3: started before the first of them, gone after
/// the last. One for the whole assembly is best; <see cref="NewDatabaseAsync"/> gives each test a database of its own.
/// </summary>
public class PostgresFixture : IAsyncLifetime
{
    EmbeddedPostgres? _server;
    int _databases;

    /// <summary>The server.</summary>
    public EmbeddedPostgres Server =>
        _server
        ?? throw new InvalidOperationException("The fixture's server runs while tests do: ask for it in a test or its constructor.");

    /// <summary>Npgsql connection string of a database that is there from the beginning, password included.</summary>
    public string ConnectionString => Server.ConnectionString;

    /// <summary>How the server is set up; derive from the fixture to say otherwise. Nothing waits for the disk: tests are quick, and a
    /// power failure loses what they wrote.</summary>
    protected virtual PostgresOptions Options => new() { Durable = false };

    /// <summary>Makes a database that no other test is given.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>Its connection string.</returns>
    public Task<string> NewDatabaseAsync(CancellationToken stop = default) =>
        Server.CreateDatabaseAsync(string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}"), stop);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await EmbeddedPostgres.StartAsync(Options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
            await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
