using Akka.Actor;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Actors;

/// <summary>Runs a stage's <see cref="FeatureStep"/>: takes batches whenever something has come, was committed, or has been waited for long
/// enough.</summary>
sealed class FeatureActor : ReceiveActor, IWithTimers
{
    readonly FeatureStep _step;
    readonly IActorRef _next;

    public FeatureActor(FeatureStep step, IActorRef next)
    {
        (_step, _next) = (step, next);
        Receive<InputSlice>(slice =>
        {
            step.Add(slice);
            Release();
        });
        Receive<InputEnd>(end =>
        {
            step.End(end.Input);
            Release();
        });
        Receive<BatchCommitted>(_ =>
        {
            step.Committed();
            Release();
        });
        Receive<Tick>(_ => Release());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    void Release()
    {
        while (_step.Take() is { } batch)
            _next.Tell(batch);
        _step.Gauge();
        if (_step.Wait is { } wait)
            Timers.StartSingleTimer("wait", Tick.Instance, wait);
    }
}
