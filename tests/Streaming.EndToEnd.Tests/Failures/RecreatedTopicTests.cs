using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Repair;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>
/// A topic that is deleted and made again has the old one's name and none of its records: an offset of the old one passes over
/// records of the new one, unless somebody looks at the topic's id.
/// </summary>
public sealed class RecreatedTopicTests(TestServices services)
{
    const int Partitions = StoppedPipeline.Partitions;
    const int Before = 60;
    const int After = 240;

    [Fact]
    public async Task A_source_made_again_under_a_running_pipeline_stops_it_before_anything_of_it_is_recorded()
    {
        var plan = Sample.Plan("recreated-running");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        using var admin = new KafkaAdmin(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var events = Sample.Events(Before + After);
        Sample.Publish(publisher, plan, events[..Before], Partitions, 1);
        await using var pipeline = await TestPipeline.StartAsync(plan, TestPipeline.Settings(services.Kafka, postgres, Partitions));
        await pipeline.CommittedAsync(Before);

        await RecreateAsync(admin, publisher, plan.Topology.Source.Topic, Partitions);
        Sample.Publish(publisher, plan, events[Before..], Partitions, 1);

        $"{(await pipeline.FaultAsync<StreamingException>()).Cure}".ShouldBe("repair-topics recreated-running");
        await using var store = new LineageStore(postgres);
        (await RowsAsync(store, plan, plan.Entry)).ShouldBe(Before);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("labels")]
    [InlineData("channel")]
    public async Task A_topic_made_again_while_nothing_ran_is_read_from_its_start_once_a_person_says_so(string which)
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan($"recreated-{which}"));
        var plan = stopped.Plan;
        var (topic, partitions) = which switch
        {
            "source" => (plan.Topology.Source.Topic, Partitions),
            "labels" => (plan.Topology.Labels!.Topic, 1),
            _ => ($"{plan.Entry.Channels[0].Topic}.0", Partitions),
        };
        await RecreateAsync(stopped.Admin, stopped.Publisher, topic, partitions);
        var events = Sample.Events(StoppedPipeline.Events + After)[StoppedPipeline.Events..];
        Sample.Publish(stopped.Publisher, plan, events, Partitions, 1);

        await using (var refused = await stopped.StartAsync())
        {
            var fault = await refused.FaultAsync<StreamingException>();
            fault.Message.ShouldContain(topic);
            $"{fault.Cure}".ShouldBe($"repair-topics {plan.Topology.Name}");
        }

        await using var store = new LineageStore(stopped.Postgres);
        var settings = TestPipeline.Settings(stopped.Kafka, stopped.Postgres, Partitions);
        var offsets = new OffsetRepair(plan, settings, store, TimeProvider.System);
        var other = await Should.ThrowAsync<StreamingException>(() =>
            offsets.FindAsync(progress: null, TestContext.Current.CancellationToken)
        );
        $"{other.Cure}".ShouldBe($"repair-topics {plan.Topology.Name}", "it must not pass over the new topic's records");

        var repair = new TopicRepair(plan, settings, store, TimeProvider.System);
        var found = await repair.FindAsync(TestContext.Current.CancellationToken);
        found.Select(r => r.Topic).Distinct().ShouldBe([topic]);
        await repair.ApplyAsync(found, TestContext.Current.CancellationToken);
        (await repair.FindAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();

        await using (var cured = await stopped.StartAsync())
        {
            // The one that was refused may have scored some of them before it found out.
            await cured.UntilAsync(
                async () => await RowsAsync(store, plan, plan.Final) == StoppedPipeline.Events + After,
                "all events are scored"
            );
            await cured.StopAsync();
        }

        (await RowsAsync(store, plan, plan.Entry)).ShouldBe(StoppedPipeline.Events + After);
        (await RowsAsync(store, plan, plan.Final)).ShouldBe(StoppedPipeline.Events + After);
        (await Verification.FaultsAsync(stopped.Postgres, plan.Topology.Name)).ShouldBeEmpty();
    }

    static async Task RecreateAsync(KafkaAdmin admin, TestPublisher publisher, string topic, int partitions)
    {
        await admin.Client.DeleteTopicsAsync([topic]);
        await publisher.CreateTopicAsync(topic, partitions);
    }

    static async Task<long> RowsAsync(LineageStore store, PipelinePlan plan, StagePlan stage) =>
        (await store.ListStreamsAsync(plan.Topology.Name)).Where(s => s.Stream.Stage == stage.Name).Sum(s => s.Totals.Rows);
}
