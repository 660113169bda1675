using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Streaming.Embedded.Kafka.Tests.Matrix;

/// <summary>What Confluent.Kafka can do, each feature tried for real, in a process of its own.</summary>
sealed class DotnetClient(string broker, string prefix)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly IAdminClient _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();

    public static async Task<int> RunAsync(string broker, string prefix)
    {
        var client = new DotnetClient(broker, prefix);
        foreach (var (name, run) in client.Features())
        {
            try
            {
                await run();
                Console.WriteLine($"{name}\tok");
            }
            catch (Exception e)
            {
                Console.WriteLine($"{name}\tfailed {e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    Dictionary<string, Func<Task>> Features() =>
        new()
        {
            ["records"] = () => RoundTripAsync("records", "v"),
            ["headers"] = HeadersAsync,
            ["tombstones"] = () => RoundTripAsync("tombstones", null),
            ["large"] = () => RoundTripAsync("large", new string('x', 3_000_000)),
            ["gzip"] = () => RoundTripAsync("gzip", new string('x', 1000), CompressionType.Gzip),
            ["snappy"] = () => RoundTripAsync("snappy", new string('x', 1000), CompressionType.Snappy),
            ["lz4"] = () => RoundTripAsync("lz4", new string('x', 1000), CompressionType.Lz4),
            ["zstd"] = () => RoundTripAsync("zstd", new string('x', 1000), CompressionType.Zstd),
            ["create time"] = () => TimeAsync("create-time", "CreateTime", TimestampType.CreateTime),
            ["append time"] = () => TimeAsync("append-time", "LogAppendTime", TimestampType.LogAppendTime),
            ["group"] = () => GroupAsync("group", _ => { }),
            ["static"] = () => GroupAsync("static", config => config.GroupInstanceId = "one"),
            ["cooperative"] = () =>
                GroupAsync("cooperative", config => config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky),
            ["consumer protocol"] = () => GroupAsync("consumer-protocol", config => config.GroupProtocol = GroupProtocol.Consumer),
            ["transactions"] = TransactionsAsync,
            ["topics"] = TopicsAsync,
            ["by time"] = ByTimeAsync,
            ["delete records"] = DeleteRecordsAsync,
            ["groups"] = GroupsAsync,
            ["acls"] = AclsAsync,
            ["scram"] = ScramAsync,
            ["compacted"] = CompactedAsync,
        };

    async Task<string> TopicAsync(string name, int partitions = 1, params (string Key, string Value)[] config)
    {
        var topic = $"{prefix}-{name}";
        await _admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = topic,
                NumPartitions = partitions,
                ReplicationFactor = 1,
                Configs = config.ToDictionary(pair => pair.Key, pair => pair.Value),
            },
        ]);
        return topic;
    }

    async Task WriteAsync(string topic, CompressionType compression, params Message<string, string?>[] messages)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = broker,
            CompressionType = compression,
            MessageMaxBytes = 4_000_000,
        };
        using var producer = new ProducerBuilder<string, string?>(config).SetValueSerializer(Nullable).Build();
        foreach (var message in messages)
            await producer.ProduceAsync(topic, message);
    }

    static ISerializer<string?> Nullable => new NullableText();

    IConsumer<string, string?> Consumer(string group, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = broker,
            GroupId = $"{prefix}-{group}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<string, string?>(config).SetValueDeserializer(new NullableText()).Build();
    }

    static ConsumeResult<string, string?> Take(IConsumer<string, string?> consumer) =>
        consumer.Consume(Patience) ?? throw new TimeoutException("nothing came");

    List<ConsumeResult<string, string?>> Read(string topic, int count = 1, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var consumer = Consumer("reader", config => config.IsolationLevel = isolation);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        return [.. Enumerable.Range(0, count).Select(_ => Take(consumer))];
    }

    async Task RoundTripAsync(string name, string? value, CompressionType compression = CompressionType.None)
    {
        var topic = await TopicAsync(name, 1, ("max.message.bytes", "4000000"));
        await WriteAsync(topic, compression, new Message<string, string?> { Key = "k", Value = value });
        Read(topic).Single().Message.Value.ShouldBe(value);
    }

    async Task HeadersAsync()
    {
        var topic = await TopicAsync("headers");
        var headers = new Headers { { "a", "1"u8.ToArray() }, { "a", "2"u8.ToArray() } };
        await WriteAsync(topic, CompressionType.None, new Message<string, string?> { Value = "v", Headers = headers });
        Read(topic).Single().Message.Headers.Select(header => header.GetValueBytes()[0]).ShouldBe([(byte)'1', (byte)'2']);
    }

    async Task TimeAsync(string name, string type, TimestampType expected)
    {
        var topic = await TopicAsync(name, 1, ("message.timestamp.type", type));
        await WriteAsync(topic, CompressionType.None, At(1000, "v"));
        var found = Read(topic).Single().Message.Timestamp;
        found.Type.ShouldBe(expected);
        (found.UnixTimestampMs == 1000).ShouldBe(expected == TimestampType.CreateTime);
    }

    static Message<string, string?> At(long time, string value) =>
        new() { Value = value, Timestamp = new Timestamp(time, TimestampType.CreateTime) };

    async Task GroupAsync(string name, Action<ConsumerConfig> configure)
    {
        var topic = await TopicAsync(name);
        await WriteAsync(topic, CompressionType.None, At(1, "0"), At(2, "1"));
        foreach (var expected in (string[])["0", "1"])
        {
            using var consumer = Consumer(name, configure);
            consumer.Subscribe(topic);
            var found = Take(consumer);
            found.Message.Value.ShouldBe(expected);
            consumer.Commit(found);
            consumer.Close();
        }
    }

    async Task TransactionsAsync()
    {
        var topic = await TopicAsync("transactions");
        var config = new ProducerConfig { BootstrapServers = broker, TransactionalId = $"{prefix}-transactions" };
        using var producer = new ProducerBuilder<string, string>(config).Build();
        producer.InitTransactions(Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, new Message<string, string> { Value = "aborted" });
        producer.AbortTransaction(Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, new Message<string, string> { Value = "committed" });
        producer.CommitTransaction(Patience);
        Read(topic).Single().Message.Value.ShouldBe("committed");
        Read(topic, 1, IsolationLevel.ReadUncommitted).Single().Message.Value.ShouldBe("aborted");
    }

    async Task TopicsAsync()
    {
        var topic = await TopicAsync("topics", 2);
        await _admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]);
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var change = new ConfigEntry
        {
            Name = "retention.ms",
            Value = "1234567",
            IncrementalOperation = AlterConfigOpType.Set,
        };
        await _admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>> { [resource] = [change] });
        (await _admin.DescribeConfigsAsync([resource]))[0].Entries["retention.ms"].Value.ShouldBe("1234567");
        _admin.GetMetadata(topic, Patience).Topics[0].Partitions.Count.ShouldBe(3);
        await _admin.DeleteTopicsAsync([topic]);
        _admin.GetMetadata(Patience).Topics.ShouldNotContain(known => known.Topic == topic);
    }

    async Task ByTimeAsync()
    {
        var topic = await TopicAsync("by-time");
        await WriteAsync(topic, CompressionType.None, At(1000, "a"), At(2000, "b"));
        var asked = new TopicPartitionOffsetSpec { TopicPartition = new(topic, 0), OffsetSpec = OffsetSpec.ForTimestamp(1500) };
        (await _admin.ListOffsetsAsync([asked])).ResultInfos[0].TopicPartitionOffsetError.Offset.Value.ShouldBe(1);
    }

    async Task DeleteRecordsAsync()
    {
        var topic = await TopicAsync("delete-records");
        await WriteAsync(topic, CompressionType.None, At(1, "0"), At(2, "1"));
        await _admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 1)]);
        using var consumer = Consumer("deleted");
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        Take(consumer).Message.Value.ShouldBe("1");
    }

    async Task GroupsAsync()
    {
        await GroupAsync("groups", _ => { });
        var group = $"{prefix}-groups";
        (await _admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0].State.ShouldBe(ConsumerGroupState.Empty);
        await _admin.DeleteConsumerGroupOffsetsAsync(group, [new TopicPartition(group, 0)]);
        await _admin.DeleteGroupsAsync([group]);
        (await _admin.ListConsumerGroupsAsync()).Valid.ShouldNotContain(known => known.GroupId == group);
    }

    async Task AclsAsync()
    {
        var rule = new AclBinding
        {
            Pattern = new ResourcePattern
            {
                Type = ResourceType.Topic,
                Name = $"{prefix}-acls",
                ResourcePatternType = ResourcePatternType.Literal,
            },
            Entry = new AccessControlEntry
            {
                Principal = "User:anna",
                Host = "*",
                Operation = AclOperation.Read,
                PermissionType = AclPermissionType.Allow,
            },
        };
        await _admin.CreateAclsAsync([rule]);
        (await _admin.DescribeAclsAsync(rule.ToFilter())).AclBindings.ShouldBe([rule]);
        (await _admin.DeleteAclsAsync([rule.ToFilter()])).Single().AclBindings.ShouldBe([rule]);
    }

    async Task ScramAsync()
    {
        var info = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 };
        await _admin.AlterUserScramCredentialsAsync([
            new UserScramCredentialUpsertion
            {
                User = prefix,
                ScramCredentialInfo = info,
                Password = "pass"u8.ToArray(),
            },
        ]);
        var described = await _admin.DescribeUserScramCredentialsAsync([prefix]);
        described.UserScramCredentialsDescriptions.Single().ScramCredentialInfos.Single().Mechanism.ShouldBe(info.Mechanism);
    }

    async Task CompactedAsync()
    {
        var topic = await TopicAsync(
            "compacted",
            1,
            ("cleanup.policy", "compact"),
            ("segment.bytes", "14"),
            ("min.cleanable.dirty.ratio", "0")
        );
        foreach (var (key, value) in new[] { ("k", "1"), ("k", "2"), ("end", "end") })
            await WriteAsync(topic, CompressionType.None, new Message<string, string?> { Key = key, Value = value });
        SpinWait
            .SpinUntil(() => Read(topic, 2).Select(r => r.Message.Value).SequenceEqual(["2", "end"]), TimeSpan.FromMinutes(1))
            .ShouldBeTrue("the older one stays");
    }

    /// <summary>Text that may be absent.</summary>
    sealed class NullableText : ISerializer<string?>, IDeserializer<string?>
    {
        public byte[]? Serialize(string? data, SerializationContext context) =>
            data is null ? null : Serializers.Utf8.Serialize(data, context);

        public string? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            isNull ? null : Deserializers.Utf8.Deserialize(data, isNull, context);
    }
}
