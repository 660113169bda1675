using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>
/// What the tests of the contract share. A contract is an abstract class of tests with one subclass a target: both must
/// pass the same tests.
/// </summary>
public abstract class KafkaContract(IKafkaTarget target) : IAsyncLifetime
{
    /// <summary>Far beyond what anything here takes: it only ends what would never end.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>A broker that lets a reader wait this long makes it wait longer than we do, unless it wakes it.</summary>
    protected static readonly TimeSpan EndlessWait = TimeSpan.FromMinutes(4);

    protected string Bootstrap { get; private set; } = "";

    public async ValueTask InitializeAsync() => Bootstrap = await target.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A name nobody else has.</summary>
    protected static string Unique(string what) => $"{what}-{Guid.NewGuid():N}";

    protected IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build();

    /// <summary>Creates a topic and gives its name.</summary>
    protected async Task<string> TopicAsync(int partitions = 1, params (string Key, string Value)[] config)
    {
        var name = Unique("topic");
        using var admin = Admin();
        await admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = name,
                NumPartitions = partitions,
                ReplicationFactor = 1,
                Configs = config.ToDictionary(pair => pair.Key, pair => pair.Value),
            },
        ]);
        // Apache Kafka answers before it knows the topic itself.
        await Eventually.TrueAsync(
            () =>
                admin.GetMetadata(name, Patience).Topics[0] is { Error.Code: ErrorCode.NoError } made
                && made.Partitions.All(p => !p.Error.IsError),
            $"{name} is known"
        );
        return name;
    }

    protected IProducer<string, string> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = Bootstrap,
            LingerMs = 0,
            EnableIdempotence = true,
            AllowAutoCreateTopics = true,
        };
        configure?.Invoke(config);
        return new ProducerBuilder<string, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>A transactional producer that has its identity.</summary>
    protected IProducer<string, string> Transactional(string? id = null, Action<ProducerConfig>? configure = null)
    {
        var producer = Producer(config =>
        {
            config.TransactionalId = id ?? Unique("txn");
            configure?.Invoke(config);
        });
        producer.InitTransactions(Patience);
        return producer;
    }

    protected IConsumer<string, string> Consumer(string? group = null, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Bootstrap,
            GroupId = group ?? Unique("group"),
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            SessionTimeoutMs = 30_000,
            HeartbeatIntervalMs = 200,
            FetchWaitMaxMs = 10,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<string, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>For a consumer whose fetches the broker may keep for longer than the test waits.</summary>
    protected static void WaitEndlessly(ConsumerConfig config)
    {
        config.FetchWaitMaxMs = (int)EndlessWait.TotalMilliseconds;
        config.SocketTimeoutMs = (int)(EndlessWait + TimeSpan.FromSeconds(30)).TotalMilliseconds;
        config.EnablePartitionEof = false;
    }

    /// <summary>Everything a topic's partition shows to a consumer until it says that it has reached the end.</summary>
    protected List<ConsumeResult<string, string>> ReadAll(
        string topic,
        int partition = 0,
        IsolationLevel isolation = IsolationLevel.ReadCommitted,
        long from = 0
    )
    {
        using var consumer = Consumer(configure: config => config.IsolationLevel = isolation);
        consumer.Assign(new TopicPartitionOffset(topic, partition, from));
        var records = new List<ConsumeResult<string, string>>();
        while (true)
        {
            var result = consumer.Consume(Patience)
                ?? throw new TimeoutException($"no end of {topic}[{partition}] after {records.Count} records");
            if (result.IsPartitionEOF)
                return records;
            records.Add(result);
        }
    }

    /// <summary>
    /// The first <paramref name="count"/> committed values of a partition. Waits for them: Apache Kafka answers a commit before its
    /// markers are written.
    /// </summary>
    protected List<string> AwaitValues(string topic, int count, int partition = 0)
    {
        using var consumer = Consumer(configure: config => config.EnablePartitionEof = false);
        consumer.Assign(new TopicPartitionOffset(topic, partition, 0));
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(Patience).ShouldNotBeNull().Message.Value)];
    }

    protected List<string> ReadValues(string topic, int partition = 0, IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        ReadAll(topic, partition, isolation).ConvertAll(result => result.Message.Value);

    /// <summary>Polls until the consumer has its assignment.</summary>
    protected static List<TopicPartition> AwaitAssignment(IConsumer<string, string> consumer, int partitions)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (consumer.Assignment.Count != partitions)
        {
            TimeProvider.System.GetElapsedTime(deadline).ShouldBeLessThan(Patience, $"assignment of {partitions} partitions");
            try
            {
                consumer.Consume(TimeSpan.FromMilliseconds(20));
            }
            catch (ConsumeException e) when (e.Error.Code == ErrorCode.UnknownTopicOrPart)
            {
                // A topic that has just been made is known a moment later: the client says so once, and looks again.
            }
        }

        return consumer.Assignment;
    }

    protected static Message<string, string> Message(string value, string key = "k") => new() { Key = key, Value = value };
}
