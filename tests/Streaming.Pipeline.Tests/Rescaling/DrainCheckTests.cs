using System.Text;
using Confluent.Kafka;
using Streaming.Embedded.Kafka;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Rescaling;
using Streaming.Pipeline.Tests.Stages;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Tests.Rescaling;

/// <summary>A stage whose lineage ends at version 3, after the first two records of its topic.</summary>
public sealed class DrainCheckTests : IAsyncLifetime
{
    static readonly StagePlan Stage = Orders.Plan.Final;

    readonly string _folder = Directory.CreateTempSubdirectory("streaming-drain-").FullName;
    EmbeddedKafka _broker = null!;

    PipelineSettings Settings => new() { BootstrapServers = _broker.BootstrapServers, Postgres = "" };

    public async ValueTask InitializeAsync()
    {
        _broker = await EmbeddedKafka.StartAsync(new KafkaOptions { DataDirectory = _folder });
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        await admin.CreateTopicsAsync([
            .. new[] { Orders.Topic, Stage.EmittedTopic }.Select(t => new Confluent.Kafka.Admin.TopicSpecification
            {
                Name = t,
                NumPartitions = 1,
                ReplicationFactor = 1,
            }),
        ]);
        await PublishAsync("one", "two");
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Fails where a publisher's watermarks behind its last record are taken for work that is left: nothing could ever be
    /// rescaled.</summary>
    [Fact]
    public async Task A_stage_that_has_taken_everything_is_drained()
    {
        Emitted(3);
        await PublishAsync(null, null);
        Refusal().ShouldBeNull();
    }

    /// <summary>Fails where a record that nobody has read is left behind: its key's state would be divided without it.</summary>
    [Fact]
    public async Task A_record_that_was_not_taken_is_named()
    {
        Emitted(3);
        await PublishAsync(null, "three");
        Refusal()!.ShouldContain("has not taken orders[0] from offset 3 on (1 to its end)");
    }

    /// <summary>Fails where outputs that are recorded and not sent are lost.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(null)]
    public void Outputs_that_were_not_sent_are_named(int? emitted)
    {
        if (emitted is { } version)
            Emitted(version);
        Refusal()!.ShouldContain($"ends at version 3 and outputs are emitted up to version {emitted ?? 0}");
    }

    string? Refusal()
    {
        var stream = new StreamKey("orders", Stage.Name, 0);
        var tail = new LineageTail(
            stream,
            3,
            new byte[32],
            new BatchHeader { Positions = [new InputPosition(Orders.Topic, 0, 2, 0, Timestamp.Epoch, Timestamp.Epoch)] }
        );
        try
        {
            new DrainCheck(Orders.Plan, Settings, Orders.Layout, new Dictionary<StreamKey, LineageTail> { [stream] = tail }).Refuse(Stage);
            return null;
        }
        catch (StreamingException refusal)
        {
            return refusal.Message;
        }
    }

    void Emitted(long version)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = Stage.Group }
        ).Build();
        consumer.Commit([new TopicPartitionOffset(Stage.EmittedTopic, 0, version)]);
        consumer.Close();
    }

    /// <summary>Records; null for a watermark.</summary>
    async Task PublishAsync(params string?[] values)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = _broker.BootstrapServers }
        ).Build();
        foreach (var value in values)
        {
            await producer.ProduceAsync(
                Orders.Topic,
                value is null
                    ? new Message<byte[]?, byte[]?> { Headers = new Headers { { Events.Raw.Watermark.Header, "1000"u8.ToArray() } } }
                    : new Message<byte[]?, byte[]?> { Key = "c"u8.ToArray(), Value = Encoding.UTF8.GetBytes(value) }
            );
        }
    }
}
