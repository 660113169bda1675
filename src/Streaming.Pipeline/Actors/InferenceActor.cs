using Akka.Actor;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Actors;

/// <summary>Runs a stage's <see cref="ScoreStep"/>.</summary>
sealed class InferenceActor : ReceiveActor
{
    public InferenceActor(ScoreStep step, IActorRef audit) => Receive<BatchInFlight>(batch => audit.Tell(step.Score(batch)));
}
