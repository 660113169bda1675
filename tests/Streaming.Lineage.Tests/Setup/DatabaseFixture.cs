using Npgsql;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Store;

[assembly: AssemblyFixture(typeof(Streaming.Lineage.Tests.Setup.DatabaseFixture))]

namespace Streaming.Lineage.Tests.Setup;

/// <summary>One PostgreSQL server for the whole run (<c>STREAMING_POSTGRES</c> where that is set); every store lies in a schema of its
/// own.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    TemporaryServices? _server;
    int _schemas;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = Environment.GetEnvironmentVariable("STREAMING_POSTGRES") ?? "";
        if (ConnectionString.Length > 0)
            return;
        _server = await TemporaryServices.StartAsync(EmbeddedParts.Postgres);
        ConnectionString = _server.Services.PostgresConnectionString;
    }

    /// <summary>A store over a new, empty schema.</summary>
    public async Task<LineageStore> NewStoreAsync(Func<LineageOptions, LineageOptions>? change = null)
    {
        var store = Open(NewSchema(), change);
        await store.EnsureSchemaAsync();
        return store;
    }

    public string NewSchema() => $"t{Environment.ProcessId}_{Interlocked.Increment(ref _schemas)}";

    public LineageStore Open(string schema, Func<LineageOptions, LineageOptions>? change = null)
    {
        var options = new LineageOptions { Schema = schema };
        return new LineageStore(ConnectionString, change?.Invoke(options) ?? options);
    }

    public async Task<int> ExecuteAsync(string sql, params object[] arguments)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
