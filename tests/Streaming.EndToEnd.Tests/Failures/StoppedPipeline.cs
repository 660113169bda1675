using Streaming.EndToEnd.Tests.Harness;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>A pipeline that has run for a while and was stopped in good order, about to be disturbed.</summary>
internal sealed class StoppedPipeline : IDisposable
{
    public const int Partitions = 2;
    public const int Events = 300;

    private StoppedPipeline(PipelinePlan plan, string kafka, string postgres, TestPublisher publisher, KafkaAdmin admin, IReadOnlyList<string> offsets) =>
        (Plan, Kafka, Postgres, Publisher, Admin, Offsets) = (plan, kafka, postgres, publisher, admin, offsets);

    public PipelinePlan Plan { get; }

    public string Kafka { get; }

    public string Postgres { get; }

    public TestPublisher Publisher { get; }

    public KafkaAdmin Admin { get; }

    /// <summary>What its groups had committed when it stopped.</summary>
    public IReadOnlyList<string> Offsets { get; }

    public static async Task<StoppedPipeline> CreateAsync(TestServices services, PipelinePlan plan)
    {
        var postgres = await services.NewDatabaseAsync();
        var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, Sample.Events(Events), Partitions, 1);
        await using (var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions))
        {
            await pipeline.CommittedAsync(Events);
            await pipeline.StopAsync();
        }

        var admin = new KafkaAdmin(services.Kafka);
        return new StoppedPipeline(plan, services.Kafka, postgres, publisher, admin, await admin.OffsetsAsync(plan));
    }

    public Task<TestPipeline> StartAsync(string? postgres = null) => TestPipeline.StartAsync(Plan, TestPipeline.Settings(Kafka, postgres ?? Postgres, Partitions));

    public void Dispose()
    {
        Publisher.Dispose();
        Admin.Dispose();
    }
}
