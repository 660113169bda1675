using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>A pipeline that has run for a while and was stopped in good order, about to be disturbed.</summary>
sealed class StoppedPipeline : IDisposable
{
    public const int Partitions = 2;
    public const int Events = 300;

    StoppedPipeline(
        PipelinePlan plan,
        string kafka,
        string postgres,
        TestPublisher publisher,
        KafkaAdmin admin,
        IReadOnlyList<string> offsets
    ) => (Plan, Kafka, Postgres, Publisher, Admin, Offsets) = (plan, kafka, postgres, publisher, admin, offsets);

    public PipelinePlan Plan { get; }

    public string Kafka { get; }

    public string Postgres { get; }

    public TestPublisher Publisher { get; }

    public KafkaAdmin Admin { get; }

    /// <summary>What its groups had committed when it stopped.</summary>
    public IReadOnlyList<string> Offsets { get; }

    /// <param name="services">Broker and database.</param>
    /// <param name="plan">What runs.</param>
    /// <param name="maxBatchRows">For many small batches; null: as many rows as come.</param>
    /// <param name="maxInFlight">Null: as usual.</param>
    public static async Task<StoppedPipeline> CreateAsync(
        TestServices services,
        PipelinePlan plan,
        int? maxBatchRows = null,
        int? maxInFlight = null
    )
    {
        var postgres = await services.NewDatabaseAsync();
        var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, Sample.Events(Events), Partitions, 1);
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions);
        settings = settings with
        {
            MaxBatchRows = maxBatchRows ?? settings.MaxBatchRows,
            MaxInFlight = maxInFlight ?? settings.MaxInFlight,
        };
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings))
        {
            await pipeline.CommittedAsync(Events);
            await pipeline.StopAsync();
        }

        var admin = new KafkaAdmin(services.Kafka);
        return new StoppedPipeline(plan, services.Kafka, postgres, publisher, admin, await admin.OffsetsAsync(plan));
    }

    public Task<TestPipeline> StartAsync(string? postgres = null, int? maxInFlight = null)
    {
        var settings = TestPipeline.Settings(Kafka, postgres ?? Postgres, Partitions);
        return TestPipeline.StartAsync(Plan, settings with { MaxInFlight = maxInFlight ?? settings.MaxInFlight });
    }

    /// <summary>Sets the first stage's offsets of a partition to those of an earlier batch, as a broker does that has lost newer
    /// ones.</summary>
    public async Task ForgetAsync(int partition, long version)
    {
        await Admin.ExpireMembersAsync(Plan.Entry.Group);
        await using var store = new LineageStore(Postgres);
        await foreach (var batch in store.ReadAsync(new StreamKey(Plan.Topology.Name, Plan.Entry.Name, partition), version, version))
        {
            var offsets = batch
                .Header.Positions.Select(p => new TopicPartitionOffset(p.Topic, p.Partition, p.NextOffset))
                .Append(new TopicPartitionOffset(Plan.Entry.EmittedTopic, partition, version));
            await Admin.Client.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(Plan.Entry.Group, [.. offsets])]);
        }
    }

    public void Dispose()
    {
        Publisher.Dispose();
        Admin.Dispose();
    }
}
