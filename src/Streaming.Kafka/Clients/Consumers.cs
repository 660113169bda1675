using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>Settings of consumers by purpose; every setting here carries a promise.</summary>
public static class Consumers
{
    /// <summary>A stage's: reads committed records only, from positions the pipeline gives; never commits and never guesses a
    /// position.</summary>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="group">Consumer group of the stage.</param>
    /// <param name="instance">Name of this process in it: restarted within the session's time, it takes its partitions back at
    /// once.</param>
    /// <param name="session">How long a silent process keeps its partitions.</param>
    public static ConsumerConfig OfStage(KafkaConnection connection, string group, string instance, TimeSpan session) =>
        new(connection.Settings())
        {
            GroupId = group,
            GroupInstanceId = $"{group}.{instance}",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            IsolationLevel = IsolationLevel.ReadCommitted,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = (int)session.TotalMilliseconds,
            HeartbeatIntervalMs = (int)Math.Clamp(session.TotalMilliseconds / 5, 100, 3000),
            ConsumeResultFields = "headers,timestamp,topic",
            // Silence is told from a backlog by it.
            EnablePartitionEof = true,
            FetchWaitMaxMs = 100,
            FetchMinBytes = 1,
            FetchErrorBackoffMs = 50,
            FetchQueueBackoffMs = 10,
            QueuedMinMessages = 20_000,
            QueuedMaxMessagesKbytes = 32 * 1024,
            MessageMaxBytes = KafkaLimits.MaxMessageBytes,
            AllowAutoCreateTopics = false,
            CheckCrcs = false,
        };

    /// <summary>Whoever looks at committed records or at a group's offsets: joins no group, commits nothing, is told where a partition
    /// ends.</summary>
    internal static ConsumerConfig OfReader(KafkaConnection connection, string group = "streaming-reader") =>
        new(connection.Settings())
        {
            GroupId = group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 50,
            FetchErrorBackoffMs = 50,
            QueuedMaxMessagesKbytes = 16 * 1024,
            MessageMaxBytes = KafkaLimits.MaxReadBytes,
            AllowAutoCreateTopics = false,
        };

    /// <summary>Keeps a reader that stops at the first record from fetching what it will not look at.</summary>
    internal static void LookOnly(ConsumerConfig config)
    {
        config.QueuedMinMessages = 1;
        config.QueuedMaxMessagesKbytes = 64;
        config.MaxPartitionFetchBytes = 64 * 1024;
    }
}
