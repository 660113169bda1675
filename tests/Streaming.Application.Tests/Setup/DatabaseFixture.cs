using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Streaming.Application.Hosting;
using Streaming.Embedded.Hosting;

[assembly: AssemblyFixture(typeof(Streaming.Application.Tests.Setup.DatabaseFixture))]

namespace Streaming.Application.Tests.Setup;

/// <summary>One PostgreSQL server for the whole run; every test has a database of its own.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    TemporaryServices _server = null!;
    int _databases;

    public async ValueTask InitializeAsync() => _server = await TemporaryServices.StartAsync(EmbeddedParts.Postgres);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Connection string of a new, empty database.</summary>
    public Task<string> NewAsync() => _server.Services.CreateDatabaseAsync($"t{Interlocked.Increment(ref _databases)}");

    /// <summary>A process that offers operations on a database.</summary>
    /// <param name="postgres">The database.</param>
    /// <param name="configure">Adds what is there before.</param>
    public static ServiceProvider Host(string postgres, Action<IServiceCollection>? configure = null) =>
        Configured(configure).AddStreaming(StreamingOptions.At("127.0.0.1:1", postgres)).BuildServiceProvider();

    static ServiceCollection Configured(Action<IServiceCollection>? configure)
    {
        var services = new ServiceCollection();
        configure?.Invoke(services);
        return services;
    }

    public static async Task<int> ExecuteAsync(string postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }
}
