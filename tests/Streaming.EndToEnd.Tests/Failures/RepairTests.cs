using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Repair;
using Streaming.Topology;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>What <c>streaming repair offsets</c> commits is what the pipeline had committed, found out without looking at that.</summary>
public sealed class RepairTests(TestServices services)
{
    [Fact]
    public async Task Offsets_that_have_expired_are_committed_again_as_they_were()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("repair-expired"));
        foreach (var stage in stopped.Plan.Stages)
            await stopped.Admin.ExpireAsync(stage.Group);
        await using var store = new LineageStore(stopped.Postgres);
        var repair = Repair(stopped, store);

        var found = await repair.FindAsync(progress: null, TestContext.Current.CancellationToken);
        found.ShouldAllBe(s => s.Wrong && s.Committed == null);
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBeEmpty("to look changes nothing");

        await repair.CommitAsync(found);
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBe(stopped.Offsets);
        (await repair.FindAsync(progress: null, TestContext.Current.CancellationToken)).ShouldAllBe(s => !s.Wrong);
    }

    [Fact]
    public async Task Offsets_that_somebody_moved_are_set_back_and_the_others_left_alone()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("repair-moved"));
        foreach (var stage in stopped.Plan.Stages)
            await stopped.Admin.ExpireMembersAsync(stage.Group);
        var (group, source) = (stopped.Plan.Entry.Group, stopped.Plan.Topology.Source.Topic);
        await stopped.Admin.Client.AlterConsumerGroupOffsetsAsync([
            new ConsumerGroupTopicPartitionOffsets(group, [new TopicPartitionOffset(source, 1, 3)]),
        ]);
        await using var store = new LineageStore(stopped.Postgres);
        var repair = Repair(stopped, store);

        var found = await repair.FindAsync(progress: null, TestContext.Current.CancellationToken);
        found
            .Where(s => s.Wrong)
            .ShouldHaveSingleItem()
            .Stream.ShouldBe(new StreamKey(stopped.Plan.Topology.Name, stopped.Plan.Entry.Name, 1));

        await repair.CommitAsync(found);
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBe(stopped.Offsets);
    }

    [Fact]
    public async Task Offsets_older_than_what_was_emitted_are_brought_up_to_it()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("repair-forgotten"), maxBatchRows: 10);
        foreach (var stage in stopped.Plan.Stages)
            await stopped.Admin.ExpireMembersAsync(stage.Group);
        await stopped.ForgetAsync(partition: 1, version: 1);
        await using var store = new LineageStore(stopped.Postgres);
        var repair = Repair(stopped, store);

        var found = await repair.FindAsync(progress: null, TestContext.Current.CancellationToken);
        found.Where(s => s.Wrong).ShouldHaveSingleItem().Committed.ShouldBe(1);

        await repair.CommitAsync(found);
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBe(stopped.Offsets);
    }

    [Fact]
    public async Task Where_the_outputs_that_would_tell_are_deleted_nothing_is_committed()
    {
        using var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan("repair-deleted"));
        foreach (var stage in stopped.Plan.Stages)
            await stopped.Admin.ExpireAsync(stage.Group);
        var output = stopped.Plan.Topology.Output;
        await stopped.Admin.Client.DeleteRecordsAsync(
            from topic in new[] { output.Predictions, output.Quarantine }
            from partition in Enumerable.Range(0, StoppedPipeline.Partitions)
            select new TopicPartitionOffset(topic, partition, Offset.End)
        );
        await using var store = new LineageStore(stopped.Postgres);

        var fault = await Should.ThrowAsync<StreamingException>(() =>
            Repair(stopped, store).FindAsync(progress: null, TestContext.Current.CancellationToken)
        );

        fault.Message.ShouldContain("cannot be told");
        (await stopped.Admin.OffsetsAsync(stopped.Plan)).ShouldBeEmpty();
    }

    static OffsetRepair Repair(StoppedPipeline stopped, LineageStore store) =>
        new(stopped.Plan, TestPipeline.Settings(stopped.Kafka, stopped.Postgres, StoppedPipeline.Partitions), store, TimeProvider.System);
}
