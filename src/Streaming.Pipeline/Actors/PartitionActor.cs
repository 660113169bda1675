using Akka.Actor;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Actors;

/// <summary>
/// One stage partition: validation, features, inference (final stage) and audit in a row, each passing whole batches on.
/// A fault in any of them ends the session, and recovery starts over from lineage.
/// </summary>
sealed class PartitionActor : ReceiveActor
{
    readonly Action<Exception> _fault;

    /// <param name="stage">Whose steps the actors run.</param>
    /// <param name="submit">Takes a batch to be committed, and what is to be told when it is.</param>
    /// <param name="fault">Ends the session with this cause.</param>
    public PartitionActor(StageProcessor stage, Action<StageStep, Action> submit, Action<Exception> fault)
    {
        _fault = fault;
        var audit = Context.ActorOf(Props.Create(() => new AuditActor(stage.Recording, submit, Self)), "audit");
        var scored = stage.Parts.Stage.Final
            ? Context.ActorOf(Props.Create(() => new InferenceActor(stage.Scoring, audit)), "inference")
            : audit;
        var features = Context.ActorOf(Props.Create(() => new FeatureActor(stage.Features, scored)), "features");
        var validation = Context.ActorOf(Props.Create(() => new ValidationActor(stage.Input, features)), "validation");

        Receive<RawInput>(validation.Forward);
        Receive<ChannelInput>(validation.Forward);
        Receive<InputEnd>(validation.Forward);
        Receive<BatchCommitted>(features.Forward);
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(fault =>
        {
            _fault(fault);
            return Directive.Stop;
        });
}
