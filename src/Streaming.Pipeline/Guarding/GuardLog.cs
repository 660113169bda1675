using Microsoft.Extensions.Logging;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Hosting;

namespace Streaming.Pipeline.Guarding;

/// <summary>Tells people that guards trip and recover, once that is on record.</summary>
static class GuardLog
{
    /// <param name="logger">Where people look.</param>
    /// <param name="batch">A committed batch.</param>
    public static void Tell(ILogger logger, LineageTail batch)
    {
        var stream = batch.Stream;
        foreach (var (guard, kind, _, trip) in batch.Header!.GuardEvents)
        {
            var at = IsoTime.Format(trip.At);
            if (kind == GuardEventKind.Recovered)
            {
                PipelineLog.GuardRecovered(logger, stream.Topology, stream.Stage, stream.Partition, guard, at, trip.Counted, trip.Of);
                continue;
            }

            PipelineLog.GuardTripped(
                logger,
                stream.Topology,
                stream.Stage,
                stream.Partition,
                guard,
                at,
                IsoTime.Format(trip.Until),
                trip.Counted,
                trip.Of,
                batch.Version
            );
        }
    }
}
