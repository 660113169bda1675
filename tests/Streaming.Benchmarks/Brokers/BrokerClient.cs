using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology;

namespace Streaming.Benchmarks.Brokers;

/// <summary>What is done with every broker, by the same clients with the same settings. Each passage says how long it took, and whether
/// everything arrived is looked up afterwards.</summary>
sealed class BrokerClient(BrokerProcess broker)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public BrokerProcess Broker => broker;

    /// <param name="topic">Its name.</param>
    /// <param name="partitions">How many.</param>
    /// <param name="forced">Whether each record is on disk before it is acknowledged; else each broker's default.</param>
    public async Task CreateAsync(string topic, int partitions, bool forced = false)
    {
        using var admin = Admin();
        var specification = new TopicSpecification
        {
            Name = topic,
            NumPartitions = partitions,
            ReplicationFactor = 1,
        };
        if (forced)
            specification.Configs = new Dictionary<string, string> { ["flush.messages"] = "1" };
        await admin.CreateTopicsAsync([specification], new CreateTopicsOptions { OperationTimeout = Patience });
        // Apache Kafka answers before every partition has its leader.
        var started = Stopwatch.GetTimestamp();
        while (
            admin.GetMetadata(topic, Patience).Topics[0] is var described
            && (described.Partitions.Count < partitions || described.Partitions.Exists(p => p.Leader < 0))
        )
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new StreamingException($"{broker.Name} has no leaders for {topic}.");
        }
    }

    public async Task DeleteAsync(string topic)
    {
        using var admin = Admin();
        await admin.DeleteTopicsAsync([topic]);
    }

    /// <summary>Sends records to all partitions in turn, acknowledged by all replicas.</summary>
    public async Task<TimeSpan> ProduceAsync(string topic, int partitions, byte[] value, int count)
    {
        var before = await CountAsync(topic, partitions);
        using var producer = new ProducerBuilder<Null, byte[]>(Producer()).SetLogHandler((_, _) => { }).Build();
        var started = Stopwatch.GetTimestamp();
        Send(producer, topic, partitions, value, count);
        Flush(producer);
        var took = Stopwatch.GetElapsedTime(started);
        var there = await CountAsync(topic, partitions) - before;
        return there == count ? took : throw new StreamingException($"{broker.Name} has {there} of {count} records in {topic}.");
    }

    /// <summary>Reads a topic from its beginning.</summary>
    /// <returns>From its first record to its last: before the first one the client waits half a second for itself, whatever the
    /// broker.</returns>
    public TimeSpan Consume(string topic, int partitions, int count)
    {
        using var consumer = Consumer();
        var (first, last) = (0L, Stopwatch.GetTimestamp());
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        for (var read = 0; read < count; )
        {
            if (consumer.Consume(Step) is not null)
            {
                last = Stopwatch.GetTimestamp();
                if (read++ == 0)
                    first = last;
            }
            else if (Stopwatch.GetElapsedTime(last) > Patience)
            {
                throw new StreamingException($"{broker.Name} gave {read} of {count} records of {topic}.");
            }
        }

        return Stopwatch.GetElapsedTime(first, last);
    }

    /// <summary>One transaction after the other.</summary>
    /// <param name="topic">Where to.</param>
    /// <param name="partitions">Of the topic.</param>
    /// <param name="value">Of each record.</param>
    /// <param name="transactions">How many.</param>
    /// <param name="records">In each.</param>
    public TimeSpan Transactions(string topic, int partitions, byte[] value, int transactions, int records)
    {
        var config = Producer();
        config.TransactionalId = topic;
        using var producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(Patience);
        var started = Stopwatch.GetTimestamp();
        for (var t = 0; t < transactions; t++)
        {
            producer.BeginTransaction();
            Send(producer, topic, partitions, value, records);
            producer.CommitTransaction(Patience);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    static void Send(IProducer<Null, byte[]> producer, string topic, int partitions, byte[] value, int count)
    {
        var targets = Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p)).ToArray();
        var message = new Message<Null, byte[]> { Value = value };
        for (var i = 0; i < count; i++)
        {
            while (true)
            {
                try
                {
                    producer.Produce(targets[i % partitions], message);
                    break;
                }
                catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(Step);
                }
            }
        }
    }

    void Flush(IProducer<Null, byte[]> producer)
    {
        var started = Stopwatch.GetTimestamp();
        while (producer.Flush(Step) > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new StreamingException($"{broker.Name} did not acknowledge all records within {Patience.TotalMinutes:N0} minutes.");
        }
    }

    async Task<long> CountAsync(string topic, int partitions)
    {
        using var admin = Admin();
        var asked = Enumerable
            .Range(0, partitions)
            .Select(p => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, p), OffsetSpec = OffsetSpec.Latest() })
            .ToList();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var found = await admin.ListOffsetsAsync(asked, new ListOffsetsOptions { RequestTimeout = Patience });
                return found.ResultInfos.Sum(r => r.TopicPartitionOffsetError.Offset.Value);
            }
            catch (ListOffsetsException e)
            {
                // A partition that was created just now may have a leader that does not know it yet.
                if (Stopwatch.GetElapsedTime(started) > Patience)
                {
                    var error = e.Result.ResultInfos.Select(r => r.TopicPartitionOffsetError.Error).First(r => r.IsError);
                    throw new StreamingException($"{broker.Name} does not tell the offsets of {topic}: {error.Reason}");
                }
            }
        }
    }

    IConsumer<Ignore, Ignore> Consumer() => new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                GroupId = "benchmark",
                EnableAutoCommit = false,
                EnableAutoOffsetStore = false,
                ConsumeResultFields = "none",
                // What is fetched before the first record is handed out must not be most of the topic.
                QueuedMinMessages = 1_000_000,
                QueuedMaxMessagesKbytes = 8192,
                FetchQueueBackoffMs = 1,
            }
        ).SetLogHandler((_, _) => { }).Build();

    ProducerConfig Producer() =>
        new()
        {
            BootstrapServers = broker.BootstrapServers,
            Acks = Acks.All,
            // Whether all came is looked up in the topic.
            EnableDeliveryReports = false,
            QueueBufferingMaxMessages = 500_000,
            BatchSize = 1_000_000,
        };

    IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).SetLogHandler((_, _) => { }).Build();
}
