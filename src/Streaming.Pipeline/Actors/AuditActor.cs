using Akka.Actor;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Actors;

/// <summary>Runs a stage's <see cref="RecordStep"/> and hands each batch to the commit.</summary>
sealed class AuditActor : ReceiveActor
{
    /// <param name="step">Writes batches down.</param>
    /// <param name="submit">Takes a batch to be committed, and what is to be told when it is.</param>
    /// <param name="owner">Told of each commit.</param>
    public AuditActor(RecordStep step, Action<StageStep, Action> submit, IActorRef owner) =>
        Receive<BatchInFlight>(batch => submit(step.Record(batch), () => owner.Tell(BatchCommitted.Instance)));
}
