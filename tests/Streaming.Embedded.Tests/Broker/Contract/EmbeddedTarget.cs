using Streaming.Embedded.Broker;
using Streaming.Embedded.Tests.Broker.Contract;
using Streaming.Embedded.Tests.Postgres;

[assembly: AssemblyFixture(typeof(EmbeddedTarget))]

namespace Streaming.Embedded.Tests.Broker.Contract;

/// <summary>The embedded broker, one for all tests of the contract.</summary>
public sealed class EmbeddedTarget : IKafkaTarget, IAsyncDisposable
{
    readonly ScratchFolder _folder = new();
    readonly Lazy<Task<EmbeddedBroker>> _broker;

    public EmbeddedTarget() =>
        _broker = new Lazy<Task<EmbeddedBroker>>(() => EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = _folder.Path }));

    public async Task<string> StartAsync() => (await _broker.Value).BootstrapServers;

    public async ValueTask DisposeAsync()
    {
        if (_broker.IsValueCreated)
            await (await _broker.Value).DisposeAsync();
        _folder.Dispose();
    }
}
