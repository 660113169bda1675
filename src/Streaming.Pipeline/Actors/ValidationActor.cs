using Akka.Actor;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Actors;

/// <summary>Runs a stage's <see cref="InputStep"/>.</summary>
sealed class ValidationActor : ReceiveActor
{
    public ValidationActor(InputStep step, IActorRef features)
    {
        Receive<RawInput>(raw => features.Tell(step.Read(raw)));
        Receive<ChannelInput>(message => features.Tell(step.Read(message)));
        Receive<InputEnd>(features.Forward);
    }
}
