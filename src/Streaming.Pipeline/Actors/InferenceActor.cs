using System.Diagnostics;
using Akka.Actor;
using Streaming.Pipeline.Metrics;

namespace Streaming.Pipeline.Actors;

/// <summary>Scores and decides, a batch at a time, with the model in use when the batch comes.</summary>
internal sealed class InferenceActor : ReceiveActor
{
    public InferenceActor(PartitionContext partition, IActorRef audit)
    {
        Receive<BatchInFlight>(batch =>
        {
            if (batch.Rows is null)
            {
                audit.Tell(batch);
                return;
            }

            var start = Stopwatch.GetTimestamp();
            var scored = partition.Scorer!.Score(batch.Rows);
            partition.Metrics.Took(Step.Inference, start, batch.Rows.Length);
            audit.Tell(batch with { Rows = scored.Rows, Model = scored.Model });
        });
    }
}
