using Akka.Actor;
using Streaming.Pipeline.Consuming;

namespace Streaming.Pipeline.Actors;

/// <summary>
/// One stage partition: validation, features, inference (final stage) and audit in a row, each passing whole batches on.
/// A fault in any of them ends the session, and recovery starts over from lineage.
/// </summary>
internal sealed class PartitionActor : ReceiveActor
{
    private readonly PartitionContext _partition;

    public PartitionActor(PartitionContext partition)
    {
        _partition = partition;
        var audit = Context.ActorOf(Props.Create(() => new AuditActor(partition, Self)), "audit");
        var scored = partition.Scorer is null ? audit : Context.ActorOf(Props.Create(() => new InferenceActor(partition, audit)), "inference");
        var features = Context.ActorOf(Props.Create(() => new FeatureActor(partition, scored)), "features");
        var validation = Context.ActorOf(Props.Create(() => new ValidationActor(partition, features)), "validation");

        Receive<RawInput>(validation.Forward);
        Receive<ChannelInput>(validation.Forward);
        Receive<InputEnd>(validation.Forward);
        Receive<BatchCommitted>(features.Forward);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(fault =>
    {
        _partition.Fault(fault);
        return Directive.Stop;
    });
}
