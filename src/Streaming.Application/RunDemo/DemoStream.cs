using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Hosting;
using Streaming.Publishing;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDemo;

/// <summary>Publishes a portion of events and watches until the pipeline has dealt with all of them.</summary>
sealed class DemoStream(
    TimeProvider time,
    KafkaConnection kafka,
    PipelinePlan plan,
    PipelineHost host,
    LineageStore lineage,
    DemoStory story
)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    readonly Publisher _publisher = new(kafka, plan.Topology, new PublishSettings { Partitions = RunDemoRequest.Partitions }, time);

    /// <summary>Records published so far to the source topic.</summary>
    public long Published { get; private set; }

    public async Task PlayAsync(IRecordSource source, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var before = Published;
        // Reading, encoding and sending is one long computation: not on the thread that watches.
        var publishing = Task.Run(() => _publisher.RunAsync(source, null, stop), stop);
        while (true)
        {
            if (host.Completion.IsCompleted)
                await host.Completion;
            if (publishing.IsCompleted)
            {
                Published = before + (await publishing).Events;
                if (Done() >= Published)
                    break;
            }

            await Task.Delay(Look, time, stop);
            story.Look(await TotalsAsync(stop), Done() - before, time.GetElapsedTime(started));
        }

        story.Streamed(Done() - before, time.GetElapsedTime(started));
    }

    long Done()
    {
        var stages = host.Snapshot();
        return stages[^1].Accepted + stages.Sum(s => s.Rejected);
    }

    async Task<IReadOnlyDictionary<string, long>> TotalsAsync(CancellationToken stop) =>
        DemoAccount.Outcomes(plan, await lineage.ListStreamsAsync(plan.Topology.Name, stop));
}
