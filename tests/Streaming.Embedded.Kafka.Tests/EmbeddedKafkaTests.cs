using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests;

public sealed class EmbeddedKafkaTests : IDisposable
{
    /// <summary>Far beyond what anything here takes: it only ends what would never end.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ADirectoryTakesOneBroker()
    {
        await using var broker = await StartAsync();
        (await Should.ThrowAsync<EmbeddedKafkaException>(() => StartAsync())).Message.ShouldContain(_folder.Path);
    }

    [Fact]
    public async Task ATakenPortIsNamed()
    {
        await using var broker = await StartAsync();
        using var other = new ScratchFolder();
        var error = await Should.ThrowAsync<EmbeddedKafkaException>(() =>
            EmbeddedKafka.StartAsync(new KafkaOptions { DataDirectory = other.Path, Port = broker.Port })
        );
        error.Message.ShouldContain($"{broker.Port}");
        // What was opened on the way is given back.
        await using var elsewhere = await EmbeddedKafka.StartAsync(new KafkaOptions { DataDirectory = other.Path });
    }

    /// <summary>A start removes what its state does not know, so it must know what it reads.</summary>
    [Theory]
    [InlineData("format", "2\n")]
    [InlineData("state.log", "somebody else's")]
    [InlineData("notes.txt", "nothing of ours")]
    public async Task ADirectoryOfAnotherVersionOrProgramIsRefusedAndStaysAsItIs(string file, string content)
    {
        var theirs = Path.Combine(_folder.Path, "topics", "theirs");
        Directory.CreateDirectory(theirs);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, file), content);
        (await Should.ThrowAsync<EmbeddedKafkaException>(() => StartAsync())).Message.ShouldContain(_folder.Path);
        Directory.Exists(theirs).ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, file))).ShouldBe(content);
    }

    /// <summary>As the first versions left it.</summary>
    [Fact]
    public async Task ADirectoryWithoutAMarkIsOpenedAndMarked()
    {
        await using (var broker = await StartAsync())
        {
            using var producer = Producer(broker);
            await producer.ProduceAsync("t", new Message<Null, string> { Value = "kept" });
        }

        var mark = Path.Combine(_folder.Path, "format");
        File.Delete(mark);
        await using (var broker = await StartAsync())
        {
            using var consumer = Consumer(broker);
            consumer.Assign(new TopicPartitionOffset("t", 0, 0));
            consumer.Consume(Patience).Message.Value.ShouldBe("kept");
        }

        File.Exists(mark).ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.1", 1, "above 1023")]
    [InlineData("192.0.2.1", 0, "no address of this machine")]
    public async Task WhyItCannotListenDecidesTheCure(string host, int port, string cure)
    {
        if (port == 1 && Environment.IsPrivilegedProcess)
            Assert.Skip("an administrator may listen on every port");
        var error = await Should.ThrowAsync<EmbeddedKafkaException>(() => StartAsync(options => options with { Host = host, Port = port }));
        error.Message.ShouldContain(cure);
    }

    [Fact]
    public async Task AFileInThePlaceOfTheDirectoryIsNamed()
    {
        var file = Path.Combine(Directory.CreateDirectory(_folder.Path).FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var error = await Should.ThrowAsync<EmbeddedKafkaException>(() => StartAsync(options => options with { DataDirectory = file }));
        error.Message.ShouldContain("is a file");
    }

    [Fact]
    public async Task AnImpossibleRetentionIsNamed() =>
        (
            await Should.ThrowAsync<EmbeddedKafkaException>(() =>
                StartAsync(options => options with { Retention = TimeSpan.FromHours(-3) })
            )
        ).Message.ShouldContain(nameof(KafkaOptions.Retention));

    [Fact]
    public async Task AnImpossibleOptionIsNamed() =>
        (
            await Should.ThrowAsync<EmbeddedKafkaException>(() => StartAsync(options => options with { DefaultPartitions = 0 }))
        ).Message.ShouldContain(nameof(KafkaOptions.DefaultPartitions));

    [Fact]
    public async Task ARestartKeepsEverything()
    {
        string cluster,
            topic;
        await using (var broker = await StartAsync())
        {
            using var admin = Admin(broker);
            await admin.CreateTopicsAsync([
                new TopicSpecification
                {
                    Name = "t",
                    NumPartitions = 2,
                    ReplicationFactor = 1,
                    Configs = new() { ["retention.ms"] = "123456789" },
                },
            ]);
            using var producer = Producer(broker);
            for (var i = 0; i < 10; i++)
                await producer.ProduceAsync(new TopicPartition("t", 1), new Message<Null, string> { Value = $"{i}" });
            await admin.DeleteRecordsAsync([new TopicPartitionOffset("t", 1, 3)]);
            using var consumer = Consumer(broker);
            consumer.Commit([new TopicPartitionOffset("t", 1, 5)]);
            cluster = (await admin.DescribeClusterAsync()).ClusterId;
            topic = await TopicIdAsync(admin);
        }

        await using (var broker = await StartAsync())
        {
            using var admin = Admin(broker);
            (await admin.DescribeClusterAsync()).ClusterId.ShouldBe(cluster);
            (await TopicIdAsync(admin)).ShouldBe(topic);
            admin.GetMetadata("t", Patience).Topics[0].Partitions.Count.ShouldBe(2);
            var config = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = "t" }]);
            config[0].Entries["retention.ms"].Value.ShouldBe("123456789");
            using var consumer = Consumer(broker);
            consumer.Committed([new TopicPartition("t", 1)], Patience)[0].Offset.Value.ShouldBe(5);
            var watermarks = consumer.QueryWatermarkOffsets(new TopicPartition("t", 1), Patience);
            (watermarks.Low.Value, watermarks.High.Value).ShouldBe((3, 10));
            consumer.Assign(new TopicPartitionOffset("t", 1, 3));
            consumer.Consume(Patience).Message.Value.ShouldBe("3");
        }
    }

    [Fact]
    public async Task ADeletedTopicLeavesNoFilesAndStrayOnesGoAtStart()
    {
        var topics = Path.Combine(_folder.Path, "topics");
        await using (var broker = await StartAsync())
        {
            using var admin = Admin(broker);
            await admin.CreateTopicsAsync([
                new TopicSpecification
                {
                    Name = "gone",
                    NumPartitions = 1,
                    ReplicationFactor = 1,
                },
            ]);
            Directory.GetDirectories(topics).Length.ShouldBe(1);
            await admin.DeleteTopicsAsync(["gone"]);
            Directory.GetDirectories(topics).ShouldBeEmpty();
        }

        Directory.CreateDirectory(Path.Combine(topics, "half-deleted.0123", "0"));
        await using (var broker = await StartAsync())
            Directory.GetDirectories(topics).ShouldBeEmpty();
    }

    [Fact]
    public async Task TopicsAreOnlyCreatedOnDemandWhereThatIsWanted()
    {
        await using var broker = await StartAsync(options => options with { AutoCreateTopics = false });
        using var producer = Producer(broker);
        (
            await Should.ThrowAsync<ProduceException<Null, string>>(() =>
                producer.ProduceAsync("nowhere", new Message<Null, string> { Value = "x" })
            )
        ).Error.Code.ShouldBe(ErrorCode.UnknownTopicOrPart);
        using var admin = Admin(broker);
        admin.GetMetadata(Patience).Topics.ShouldBeEmpty();
    }

    [Fact]
    public async Task OldSegmentsGoByThemselves()
    {
        await using var broker = await StartAsync(options =>
            options with
            {
                SegmentBytes = 10_000,
                RetentionBytes = 30_000,
                RetentionCheckInterval = TimeSpan.FromMilliseconds(20),
            }
        );
        using var producer = Producer(broker);
        for (var i = 0; i < 50; i++)
            await producer.ProduceAsync("t", new Message<Null, string> { Value = new string('x', 5000) });
        using var consumer = Consumer(broker);
        await Eventually.TrueAsync(
            () => consumer.QueryWatermarkOffsets(new TopicPartition("t", 0), Patience).Low.Value >= 40,
            "old segments are deleted"
        );
        consumer.QueryWatermarkOffsets(new TopicPartition("t", 0), Patience).High.Value.ShouldBe(50);
    }

    Task<EmbeddedKafka> StartAsync(Func<KafkaOptions, KafkaOptions>? configure = null)
    {
        var options = new KafkaOptions { DataDirectory = _folder.Path };
        return EmbeddedKafka.StartAsync(configure?.Invoke(options) ?? options);
    }

    static IAdminClient Admin(EmbeddedKafka broker) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();

    static async Task<string> TopicIdAsync(IAdminClient admin) =>
        (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(["t"]))).TopicDescriptions[0].TopicId.ToString();

    static IProducer<Null, string> Producer(EmbeddedKafka broker) =>
        new ProducerBuilder<Null, string>(
            new ProducerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                LingerMs = 0,
                MessageTimeoutMs = (int)Patience.TotalMilliseconds,
                TopicMetadataPropagationMaxMs = 100,
            }
        ).Build();

    static IConsumer<Ignore, string> Consumer(EmbeddedKafka broker) =>
        new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                GroupId = "g",
                EnableAutoCommit = false,
                FetchWaitMaxMs = 10,
            }
        ).Build();
}
