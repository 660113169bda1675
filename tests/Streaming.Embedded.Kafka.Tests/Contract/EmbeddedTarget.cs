using Streaming.Embedded.Kafka.Tests.Contract;
using Streaming.Embedded.Tests.Setup;

[assembly: AssemblyFixture(typeof(EmbeddedTarget))]

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>The embedded broker, one for all tests of the contract.</summary>
public sealed class EmbeddedTarget : IKafkaTarget, IAsyncDisposable
{
    readonly ScratchFolder _folder = new();
    readonly Lazy<Task<EmbeddedKafka>> _broker;

    // Retention would take records of fixed, old times from under a test.
    public EmbeddedTarget() =>
        _broker = new Lazy<Task<EmbeddedKafka>>(() =>
            EmbeddedKafka.StartAsync(new KafkaOptions { DataDirectory = _folder.Path, RetentionCheckInterval = TimeSpan.FromDays(1) })
        );

    public async Task<string> StartAsync() => (await _broker.Value).BootstrapServers;

    public async ValueTask DisposeAsync()
    {
        if (_broker.IsValueCreated)
            await (await _broker.Value).DisposeAsync();
        _folder.Dispose();
    }
}
