using Akka.Actor;

namespace Streaming.Pipeline.Actors;

/// <summary>The actors of one pipeline, in an actor system that is not its own.</summary>
sealed class PipelineActors(ActorSystem system)
{
    readonly Lock _lock = new();
    readonly List<Task> _ending = [];

    public IActorRef Start(Props props) => system.ActorOf(props);

    /// <summary>Lets an actor go once it is done with the message it is at.</summary>
    public void Stop(IActorRef actor)
    {
        lock (_lock)
        {
            _ending.RemoveAll(e => e.IsCompleted);
            _ending.Add(actor.WatchAsync());
        }

        system.Stop(actor);
    }

    /// <summary>All that were stopped are gone: what they worked with can be taken away.</summary>
    public async Task GoneAsync()
    {
        Task gone;
        lock (_lock)
            gone = Task.WhenAll(_ending);
        // In a system that is over nobody answers any more.
        await Task.WhenAny(gone, system.WhenTerminated);
    }
}
