using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Kafka.Topics;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Server;

/// <summary>The broker's parts over a folder, without its network.</summary>
sealed class TestServices : IDisposable
{
    readonly ScratchFolder? _own;
    readonly StateStore _state;
    readonly TopicCatalog _topics;

    public TestServices(string? folder = null, TimeProvider? time = null)
    {
        _own = folder is null ? new ScratchFolder() : null;
        Folder = folder ?? _own!.Path;
        var options = new KafkaOptions { DataDirectory = Folder, TimeProvider = time ?? TimeProvider.System };
        _state = new StateStore(Folder);
        _topics = new TopicCatalog(options, _state);
        All = BrokerServices.Open(options, _state, _topics, ClusterIdentity.Of(_state, "127.0.0.1", 9092));
        Apis = new ApiTable(All);
    }

    public string Folder { get; }
    public BrokerServices All { get; }
    public ApiTable Apis { get; }

    public void Topic(string name, int partitions = 1) =>
        All.Topics.Create(name, partitions, new Dictionary<string, string>(), checkOnly: false).Topic.ShouldNotBeNull();

    public void Dispose()
    {
        _topics.Dispose();
        _state.Dispose();
        _own?.Dispose();
    }
}
