using System.Threading.Channels;
using Akka.Actor;
using Akka.TestKit.Xunit;
using Streaming.Events.Rows;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Scoring;
using Streaming.Pipeline.Stages;
using Streaming.Pipeline.Tests.Stages;

namespace Streaming.Pipeline.Tests.Actors;

public sealed class PartitionActorTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Channel<(StageStep Step, Action Committed)> _submitted = Channel.CreateUnbounded<(StageStep, Action)>();
    readonly TaskCompletionSource<Exception> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails where an actor is left out of the row, or passes on what it was given instead of what it made of it.</summary>
    [Fact]
    public async Task A_batch_goes_through_all_four()
    {
        var actor = Start(Orders.Stage());
        actor.Tell(Orders.Complete(1, amount: 80));
        var (step, _) = await NextAsync();
        var rows = step.Recorded.Rows!;
        Columns.Float(rows, "spent")[0].ShouldBe(80);
        Columns.Float(rows, TableNames.Score)[0].ShouldBe(0.8f);
        step.Lineage.Version.ShouldBe(1);
        step.Outputs.Select(o => o.Topic).ShouldContain("orders.predictions");
    }

    /// <summary>Fails where a commit is not told to who counts what is under way: the stage would stand still after two batches.</summary>
    [Fact]
    public async Task A_commit_lets_the_next_batch_go()
    {
        var actor = Start(Orders.Stage());
        for (var n = 1; n <= 10; n++)
        {
            actor.Tell(Orders.Complete(n));
            var (step, committed) = await NextAsync();
            step.Lineage.Version.ShouldBe(n);
            committed();
        }
    }

    /// <summary>Fails where the cause is lost, or where the actor is started anew (Akka's default) and goes on without what it
    /// lost.</summary>
    [Theory]
    [InlineData("validation", typeof(ArgumentOutOfRangeException))]
    [InlineData("features", typeof(ArgumentOutOfRangeException))]
    [InlineData("inference", typeof(NullReferenceException))]
    [InlineData("audit", typeof(InvalidTimeZoneException))]
    public async Task A_fault_in_any_of_them_ends_the_session_with_its_cause_and_the_actor_is_not_started_anew(string place, Type cause)
    {
        var whole = Orders.Stage();
        // Without a model and without a rule nothing can be scored.
        var mute = Orders.Topology with { Score = Orders.Topology.Score with { Rule = null } };
        var stage =
            place == "inference" ? new StageProcessor(whole.Parts with { Scorer = new Scorer(mute, new ModelSlot(), "none") }) : whole;
        var actor = Start(stage, submit: place == "audit" ? (_, _) => throw new InvalidTimeZoneException() : null);
        // Its children are there before it answers.
        await actor.Ask<ActorIdentity>(new Identify(null), Patience);
        var faulty = await Sys.ActorSelection(actor.Path / place).ResolveOne(Patience);
        Watch(faulty);
        actor.Tell(
            place switch
            {
                "validation" => Orders.Complete(1) with { Input = 7 },
                "features" => new InputEnd(7),
                _ => Orders.Complete(1),
            }
        );
        (await _fault.Task.WaitAsync(Patience)).ShouldBeOfType(cause);
        await ExpectTerminatedAsync(faulty, Patience);
    }

    /// <summary>Fails where messages of other stages are not passed on: there is no other way into a later stage.</summary>
    [Fact]
    public async Task Messages_of_other_stages_are_read_too()
    {
        Start(Orders.Stage()).Tell(new ChannelInput(7, 0, [], null));
        (await _fault.Task.WaitAsync(Patience)).ShouldBeOfType<ArgumentOutOfRangeException>();
    }

    IActorRef Start(StageProcessor stage, Action<StageStep, Action>? submit = null)
    {
        submit ??= (step, committed) => _submitted.Writer.TryWrite((step, committed));
        Action<Exception> fault = e => _fault.TrySetResult(e);
        return Sys.ActorOf(Props.Create(() => new PartitionActor(stage, submit, fault)));
    }

    async Task<(StageStep Step, Action Committed)> NextAsync()
    {
        var next = _submitted.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        if (await Task.WhenAny(next, _fault.Task).WaitAsync(Patience) == _fault.Task)
            throw await _fault.Task;
        return await next;
    }
}
