using Confluent.Kafka;
using Streaming.Topology;

namespace Streaming.Pipeline.Kafka;

/// <summary>The client configurations of a pipeline process; every setting here carries a promise, so all are in one place.</summary>
internal static class KafkaClients
{
    /// <summary>Makes a client; properties that librdkafka does not take are the user's to mend.</summary>
    /// <exception cref="StreamingException">A property is unknown, or its value is not one, or it contradicts a promise.</exception>
    public static TClient Build<TClient>(Func<TClient> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new StreamingException($"The Kafka client does not take its settings: {e.Message}. Correct the properties given for Kafka.", e);
        }
    }

    public static IAdminClient Admin(PipelineSettings settings) =>
        Build(() => new AdminClientBuilder(new AdminClientConfig(Base(settings))).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());

    /// <summary>Reads committed records only, from positions the pipeline gives; never commits and never guesses a position.</summary>
    public static ConsumerConfig Consumer(PipelineSettings settings, string group) => new(Base(settings))
    {
        GroupId = group,
        GroupInstanceId = $"{group}.{settings.Instance}",
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Error,
        IsolationLevel = IsolationLevel.ReadCommitted,
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
        SessionTimeoutMs = (int)settings.SessionTimeout.TotalMilliseconds,
        HeartbeatIntervalMs = (int)Math.Clamp(settings.SessionTimeout.TotalMilliseconds / 5, 100, 3000),
        ConsumeResultFields = "headers,timestamp,topic",
        // Silence is told from a backlog by it.
        EnablePartitionEof = true,
        FetchWaitMaxMs = 100,
        FetchMinBytes = 1,
        FetchErrorBackoffMs = 50,
        FetchQueueBackoffMs = 10,
        QueuedMinMessages = 20_000,
        QueuedMaxMessagesKbytes = 32 * 1024,
        MessageMaxBytes = 16 << 20,
        AllowAutoCreateTopics = false,
        CheckCrcs = false,
    };

    /// <summary>One transactional producer a stage; delivery reports are off because the commit surfaces every error.</summary>
    public static ProducerConfig Producer(PipelineSettings settings, string stageGroup)
    {
        var config = Idempotent(settings);
        config.TransactionalId = $"{stageGroup}.{settings.Instance}";
        config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        config.MessageTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        config.EnableDeliveryReports = false;
        // The default, rebootstrap, can leave a transaction hanging when the only broker restarts. Without it a client may be left
        // without brokers: the transaction then times out, and the next session has a new client. Consumers must not lack it: a
        // fenced broker is not in the metadata, and they would never hear of it again.
        config.MetadataRecoveryStrategy = MetadataRecoveryStrategy.None;
        return config;
    }

    /// <summary>For a run that writes and is gone: no transaction, so that every record's delivery has to be reported.</summary>
    public static ProducerConfig ReportingProducer(PipelineSettings settings)
    {
        var config = Idempotent(settings);
        config.EnableDeliveryReports = true;
        config.DeliveryReportFields = "none";
        return config;
    }

    private static ProducerConfig Idempotent(PipelineSettings settings) => new(Base(settings))
    {
        EnableIdempotence = true,
        Partitioner = Partitioner.Murmur2Random,
        LingerMs = 1,
        BatchSize = 1 << 20,
        BatchNumMessages = 20_000,
        QueueBufferingMaxMessages = 500_000,
        QueueBufferingMaxKbytes = 256 * 1024,
        MessageMaxBytes = 16 << 20,
        StickyPartitioningLingerMs = 0,
    };

    private static Dictionary<string, string> Base(PipelineSettings settings)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = settings.BootstrapServers,
            ["client.id"] = "streaming",
            ["socket.nagle.disable"] = "true",
            ["reconnect.backoff.max.ms"] = "2000",
            ["log.connection.close"] = "false",
            // What a client hears while the broker is fenced (it stood still for a moment: no leaders, no brokers at all) holds until it
            // asks for everything again, by default after five minutes.
            ["topic.metadata.refresh.interval.ms"] = "5000",
        };
        foreach (var (key, value) in settings.KafkaProperties) properties[key] = value;
        return properties;
    }
}
