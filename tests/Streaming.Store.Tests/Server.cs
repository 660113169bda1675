using Marten;
using Npgsql;
using Streaming.Embedded.Hosting;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

[assembly: AssemblyFixture(typeof(Streaming.Store.Tests.Server))]

namespace Streaming.Store.Tests;

/// <summary>One PostgreSQL server for the whole run; every store lies in a schema of its own.</summary>
public sealed class Server : IAsyncLifetime
{
    TemporaryServices? _services;
    int _schemas;

    public string ConnectionString => _services!.Services.PostgresConnectionString;

    public NpgsqlDataSource Source { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync(EmbeddedParts.Postgres);
        Source = WritableSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString));
    }

    public string NewSchema() => $"s{Interlocked.Increment(ref _schemas)}";

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A store of the tests' histories, made where it is missing.</summary>
    public async Task<DocumentStore> OpenAsync(string schema)
    {
        var store = HashChainSetup.Open(Source, schema, options => options.MapHistoryEvents(typeof(Happened), typeof(Counted)));
        await HashChainSetup.EnsureSchemaAsync(store, 4711, CancellationToken.None);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _services!.DisposeAsync();
    }
}
