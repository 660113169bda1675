using Streaming.Embedded.Hosting;
using Streaming.EndToEnd.Tests.Harness;

[assembly: AssemblyFixture(typeof(TestServices))]

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>One broker and one PostgreSQL for the whole assembly; each test takes a database and topic names of its own.</summary>
public sealed class TestServices : IAsyncLifetime
{
    TemporaryServices? _services;
    int _databases;

    public string Kafka => _services!.Services.BootstrapServers;

    public async ValueTask InitializeAsync() => _services = await TemporaryServices.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
    }

    public Task<string> NewDatabaseAsync() => _services!.Services.CreateDatabaseAsync($"test_{Interlocked.Increment(ref _databases)}");
}
