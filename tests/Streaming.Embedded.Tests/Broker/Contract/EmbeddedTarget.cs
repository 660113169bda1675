using Streaming.Embedded.Broker;
using Streaming.Embedded.Tests.Postgres;

namespace Streaming.Embedded.Tests.Broker.Contract;

/// <summary>The embedded broker, one for all tests of the contract.</summary>
public sealed class EmbeddedTarget : IKafkaTarget, IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    EmbeddedBroker? _broker;

    public string BootstrapServers => _broker!.BootstrapServers;

    public async ValueTask InitializeAsync() => _broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = _folder.Path });

    public async ValueTask DisposeAsync()
    {
        await _broker!.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class EmbeddedCollection : ICollectionFixture<EmbeddedTarget>
{
    public const string Name = "Contract on the embedded broker";
}
