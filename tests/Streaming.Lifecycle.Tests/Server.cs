using Streaming.Embedded.Hosting;
using Streaming.Store.Runs;

[assembly: AssemblyFixture(typeof(Streaming.Lifecycle.Tests.Server))]

namespace Streaming.Lifecycle.Tests;

/// <summary>One PostgreSQL server for the whole run; every store lies in a schema of its own.</summary>
public sealed class Server : IAsyncLifetime
{
    TemporaryServices? _services;
    int _schemas;

    public string ConnectionString => _services!.Services.PostgresConnectionString;

    public async ValueTask InitializeAsync() => _services = await TemporaryServices.StartAsync(EmbeddedParts.Postgres);

    public string NewSchema() => $"s{Interlocked.Increment(ref _schemas)}";

    public async Task<RunStore> OpenAsync(string schema)
    {
        var store = new RunStore(ConnectionString, schema);
        await store.EnsureSchemaAsync();
        return store;
    }

    public async ValueTask DisposeAsync() => await _services!.DisposeAsync();
}
