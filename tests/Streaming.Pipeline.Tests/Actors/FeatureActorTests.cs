using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Stages;
using Streaming.Pipeline.Tests.Ordering;
using Streaming.Pipeline.Tests.Stages;

namespace Streaming.Pipeline.Tests.Actors;

/// <summary>The actor on the thread of the test, with a clock and timers that go when they are told.</summary>
public sealed class FeatureActorTests() : TestKit("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    /// <summary>Fails where batches are taken that nobody may commit yet: recovery could not tell what was emitted of them.</summary>
    [Fact]
    public void With_two_batches_under_way_rows_gather_until_one_is_committed()
    {
        var stage = Orders.Stage();
        var actor = Start(stage);
        for (var n = 1; n <= 5; n++)
            actor.Tell(stage.Input.Read(Orders.Complete(n)));
        ExpectMsg<BatchInFlight>().Rows!.Length.ShouldBe(1);
        ExpectMsg<BatchInFlight>().Rows!.Length.ShouldBe(1);
        ExpectNoMsg(TimeSpan.Zero);
        actor.Tell(BatchCommitted.Instance);
        ExpectMsg<BatchInFlight>().Rows!.Length.ShouldBe(3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    /// <summary>Fails where only messages wake the actor: the last rows before a silence would stay until something else comes.</summary>
    [Fact]
    public void What_hangs_on_time_alone_is_looked_at_when_the_time_has_come()
    {
        var time = new ManualTime();
        var stage = Orders.Stage(time);
        var gauge = stage.Parts.Inputs[0].Gauge;
        var actor = Start(stage);
        actor.Tell(stage.Input.Read(Orders.Published(1)));
        actor.Tell(new InputEnd(0));
        Pass(time, TimeSpan.FromMilliseconds(900));
        gauge.AsksForEnd.ShouldBeFalse();
        Pass(time, TimeSpan.FromMilliseconds(200));
        // Silence is the end of a partition, not a quiet clock.
        gauge.AsksForEnd.ShouldBeTrue();
        ExpectNoMsg(TimeSpan.Zero);
        actor.Tell(new InputEnd(0));
        ExpectMsg<BatchInFlight>().Rows!.Length.ShouldBe(1);
    }

    TestActorRef<FeatureActor> Start(StageProcessor stage)
    {
        var next = TestActor;
        return ActorOfAsTestActorRef<FeatureActor>(Props.Create(() => new FeatureActor(stage.Features, next)));
    }

    void Pass(ManualTime time, TimeSpan span)
    {
        time.Pass(span);
        ((TestScheduler)Sys.Scheduler).Advance(span);
    }
}
