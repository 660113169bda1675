using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaming.Application.Hosting;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Hosting;

namespace Streaming.EndToEnd.Tests.Hosting;

/// <summary>The composition in a host of Microsoft.Extensions.Hosting, as a long-running service has it.</summary>
public sealed class HostTests(TestServices services)
{
    const int Partitions = 2;
    const int Events = 20_000;

    /// <summary>Fails where the host takes the actors away while a pipeline still works with them, or leaves it running.</summary>
    [Fact]
    public async Task A_host_that_stops_lets_pipelines_finish_their_commits_and_then_ends_their_actors()
    {
        var plan = Sample.Plan("hosted");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, Sample.Events(Events), Partitions, 1);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddStreaming(StreamingOptions.At(services.Kafka, postgres));
        using var host = builder.Build();
        var stop = TestContext.Current.CancellationToken;
        await host.StartAsync(stop);
        var actors = host.Services.GetRequiredService<ActorSystem>();
        await using var pipeline = await host
            .Services.GetRequiredService<Pipelines>()
            .StartAsync(plan, TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 100), stop: stop);
        await TestPipeline.UntilAsync(pipeline, stages => stages[^1].Accepted > 0, "anything scored");

        await host.StopAsync(stop);

        pipeline.Completion.IsCompletedSuccessfully.ShouldBeTrue();
        actors.WhenTerminated.IsCompleted.ShouldBeTrue();
        pipeline.Snapshot().Sum(s => s.Restarts).ShouldBe(0);
        // All that it recorded is emitted: nothing was cut off in the middle of a commit.
        await using var store = new LineageStore(postgres);
        var recorded = (await store.ListStreamsAsync(plan.Topology.Name, stop))
            .Where(s => s.Stream.Stage == plan.Final.Name)
            .Sum(s => s.Totals.Rows);
        recorded.ShouldBeInRange(1, Events - 1);
    }
}
