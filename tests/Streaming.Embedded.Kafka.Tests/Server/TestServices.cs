using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
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

    public TestServices(string? folder = null, TimeProvider? time = null, KafkaAuthorization? authorization = null, int port = 9092)
    {
        _own = folder is null ? new ScratchFolder() : null;
        Folder = folder ?? _own!.Path;
        var options = new KafkaOptions
        {
            DataDirectory = Folder,
            TimeProvider = time ?? TimeProvider.System,
            Authorization = authorization,
        };
        _state = new StateStore(Folder);
        _topics = new TopicCatalog(options, _state);
        All = BrokerServices.Open(options, _state, _topics, ClusterIdentity.Of(_state, "127.0.0.1", port));
        Apis = new ApiTable(All);
    }

    public static ClientAccess Everything { get; } = new(null, KafkaPrincipal.Anonymous, "127.0.0.1");

    public string Folder { get; }
    public BrokerServices All { get; }
    public ApiTable Apis { get; }

    public void Topic(string name, int partitions = 1) =>
        All.Topics.Create(name, partitions, new Dictionary<string, string>(), checkOnly: false).Topic.ShouldNotBeNull();

    /// <summary>Everything that is kept but records, and how long each partition is.</summary>
    public IEnumerable<string> Snapshot() =>
        [
            .. Enum.GetValues<StateKind>()
                .SelectMany(_state.Entries)
                .Select(entry => Convert.ToHexString(entry.Key) + ":" + Convert.ToHexString(entry.Value))
                .Order(StringComparer.Ordinal),
            .. All.Topics.All.SelectMany(topic =>
                topic.Partitions.Select(log => $"{topic.Name}:{log.View.StartOffset}-{log.View.EndOffset}")
            ),
        ];

    public void Dispose()
    {
        _topics.Dispose();
        _state.Dispose();
        _own?.Dispose();
    }
}
