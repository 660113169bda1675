using System.Collections.Concurrent;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Kafka;

namespace Streaming.Pipeline.Emission;

/// <summary>
/// The projection of each recorded batch: that of the version it was written under, so that what an older version recorded
/// and did not get round to emitting is emitted as it would have been.
/// </summary>
sealed class RecordedProjections(RecordedPlans plans, TopicLayout layout, OutputProjection current)
{
    readonly ConcurrentDictionary<string, OutputProjection> _older = new(StringComparer.Ordinal);

    public async ValueTask<OutputProjection> OfAsync(LineageBatch batch, CancellationToken stop)
    {
        var plan = await plans.OfAsync(batch.Header, stop);
        return ReferenceEquals(plan, layout.Plan)
            ? current
            : _older.GetOrAdd(batch.Header.TopologyHash, _ => new OutputProjection(
                plan,
                plan.Stages.First(s => s.Name == batch.Stream.Stage),
                layout
            ));
    }
}
