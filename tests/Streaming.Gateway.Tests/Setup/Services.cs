using Streaming.Embedded.Hosting;

[assembly: AssemblyFixture(typeof(Streaming.Gateway.Tests.Setup.Services))]

namespace Streaming.Gateway.Tests.Setup;

/// <summary>One broker and one PostgreSQL for the whole run; each test takes a database and topics of its own.</summary>
public sealed class Services : IAsyncLifetime
{
    TemporaryServices _services = null!;
    int _databases;

    public string Kafka => _services.Services.BootstrapServers;

    public async ValueTask InitializeAsync() => _services = await TemporaryServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public Task<string> NewDatabaseAsync() => _services.Services.CreateDatabaseAsync($"gateway_{Interlocked.Increment(ref _databases)}");
}
