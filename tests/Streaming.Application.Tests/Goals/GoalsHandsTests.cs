using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Goals;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Learning.Data;
using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Planning;
using Streaming.Learning.Goals.Trying;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lifecycle.Messages;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Store.Runs;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Tests.Goals;

/// <summary>What a plan says is done by the operation that a person would have called, and done once, however often it is begun.</summary>
public sealed class GoalsHandsTests(DatabaseFixture database) : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("goals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>All that train: each with the training that was tried.</summary>
    [Theory]
    [InlineData(GoalAction.Retrain)]
    [InlineData(GoalAction.RetrainLonger)]
    [InlineData(GoalAction.RetrainShorter)]
    [InlineData(GoalAction.OtherAlgorithm)]
    [InlineData(GoalAction.Recalibrate)]
    public async Task A_training_is_asked_for_once_as_it_was_tried(GoalAction action)
    {
        await WithHandsAsync(async world =>
        {
            var usual = world.Topology.Learning.Train;
            var (train, _) = TrainingVariants.Of(action, usual, TimeSpan.FromDays(40))[0];
            (train == usual).ShouldBe(action == GoalAction.Retrain);
            var planned = Planned(action) with { Train = train };

            // The second time it is begun by whoever goes on after a crash.
            (await world.Hands.BeginAsync(planned, default)).Effect.ShouldBeTrue();
            (await world.Hands.BeginAsync(planned, default)).Effect.ShouldBeTrue();

            var stored = (await world.Runs.WaitingAsync("shop")).ShouldHaveSingleItem();
            var begin = MessageFormat.Read(stored.Message, out _).ShouldBeOfType<BeginRun>();
            (begin.Id, begin.Trigger, begin.Who).ShouldBe(("goals/shop/7", "goals", "goals of shop"));
            begin.Why.ShouldBe("Average precision is 0.1, and 0.6 is wanted. It is the first that helps.");
            LearningPolicy.Read(begin.Policy).Train.ShouldBe(train);
            (await world.Hands.OutcomeAsync(planned, default)).ShouldBeNull("nobody has served it");

            // Another cause, while that run goes on, is told why not.
            await world.BeginAsync(begin);
            (await world.Hands.IsBusyAsync(default)).ShouldBeTrue();
            (await world.Hands.OutcomeAsync(planned, default)).ShouldBeNull("it goes on");
            var refused = await world.Hands.BeginAsync(planned with { Look = 8 }, default);
            refused.Effect.ShouldBeFalse();
            refused.What.ShouldContain("could not be begun: Run 1 of shop is not over");
        });
    }

    [Theory]
    [InlineData("Promoted", true)]
    [InlineData("Rejected", false)]
    [InlineData("RolledBack", false)]
    [InlineData("Failed", false)]
    [InlineData("Cancelled", false)]
    public async Task What_came_of_a_run_is_what_came_of_it(string end, bool effect)
    {
        await WithHandsAsync(async world =>
        {
            var planned = Planned(GoalAction.Retrain) with { Train = world.Topology.Learning.Train };
            await world.Hands.BeginAsync(planned, default);
            var stored = (await world.Runs.WaitingAsync("shop")).Single();
            await world.BeginAsync((BeginRun)MessageFormat.Read(stored.Message, out _)!);
            await world.EndAsync(end);

            var outcome = (await world.Hands.OutcomeAsync(planned, default)).ShouldNotBeNull();

            outcome.Effect.ShouldBe(effect);
            outcome.What.ShouldStartWith("Learning run 1 is over, ");
        });
    }

    [Fact]
    public async Task What_nobody_could_begin_came_to_nothing()
    {
        await WithHandsAsync(async world =>
        {
            var planned = Planned(GoalAction.Retrain) with { Train = world.Topology.Learning.Train };
            await world.Hands.BeginAsync(planned, default);
            await world.Runs.PutAsideAsync("goals/shop/7", "the file is gone");

            var outcome = (await world.Hands.OutcomeAsync(planned, default)).ShouldNotBeNull();

            (outcome.Effect, outcome.What).ShouldBe((false, "No learning run came of it: the file is gone."));
        });
    }

    /// <summary>Fails where a roll-back that is begun again takes back the version that decides since.</summary>
    [Fact]
    public async Task A_version_is_taken_back_once()
    {
        await WithHandsAsync(async world =>
        {
            foreach (var version in new[] { 1, 2, 3 })
                await world.PromoteAsync(version);
            (await world.Hands.ChampionAsync(default)).ShouldBe(3);
            var planned = Planned(GoalAction.RollBack) with { Version = 3 };

            for (var i = 0; i < 3; i++)
                (await world.Hands.BeginAsync(planned, default)).ShouldBe(new(true, "Version 3 was rolled back."));

            (await world.Hands.ChampionAsync(default)).ShouldBe(2);
            var back = (await world.Registry.GetAsync("shop", 3)).State.ShouldBeOfType<RolledBack>();
            back.By.By.ShouldBe("goals of shop");
        });
    }

    /// <summary>A plan may be older than what has become of the version since.</summary>
    [Fact]
    public async Task What_cannot_be_begun_is_said()
    {
        await WithHandsAsync(async world =>
        {
            var outcome = await world.Hands.BeginAsync(Planned(GoalAction.RollBack) with { Version = 9 }, default);
            outcome.Effect.ShouldBeFalse();
            outcome.What.ShouldStartWith("roll_back could not be begun: ");
        });
    }

    static GoalsEpisode Planned(GoalAction action) =>
        new()
        {
            Look = 7,
            At = DateTimeOffset.UnixEpoch,
            Newest = Timestamp.Epoch,
            Window = new TimeRange(Timestamp.Epoch, Timestamp.Epoch),
            Figures = new Dictionary<string, double>(StringComparer.Ordinal),
            Shortfall = 0.5,
            Verdict = GoalsVerdict.Act,
            Reasons = ["Average precision is 0.1, and 0.6 is wanted.", "Retrain would have given 0.7.", "It is the first that helps."],
            Action = action,
            Stage = GoalsStage.Planned,
        };

    async Task WithHandsAsync(Func<World, Task> work)
    {
        var postgres = await database.NewAsync();
        var file = Path.Combine(_folder, "topology.yaml");
        await File.WriteAllTextAsync(
            file,
            RecordedHistory.Text
                + "\nlearning:\n  train: { last: 20d, algorithm: sdca }\n"
                + "  goals: { average_precision: { at_least: 0.6 }, actions: [retrain] }\n"
        );
        await using var process = DatabaseFixture.Host(postgres);
        var runner = process.GetRequiredService<OperationRunner>();
        await runner.RunAsync(
            new Borrowed(
                async (context, stop) =>
                {
                    var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
                    var topology = TopologyLoader.Load(file);
                    var hands = await GoalsHands.OpenAsync(topology, file, context, services, stop);
                    await work(new World(topology, hands, await services.RunsAsync(stop), await services.ModelsAsync(stop)));
                }
            ),
            file,
            Caller.Local
        );
    }

    sealed record World(TopologyModel Topology, GoalsHands Hands, RunStore Runs, ModelRegistry Registry)
    {
        static RunRow Row(BeginRun begin) => new(begin.Run, "shop", 1, Open: true);

        public Task BeginAsync(BeginRun begin) =>
            Runs.AppendAsync(
                Row(begin),
                0,
                new RunBegun("shop", 1, "shop", begin.File, begin.Policy, begin.Trigger, 1, begin.Id, DateTimeOffset.UnixEpoch),
                begin.Id,
                over: false
            );

        public async Task EndAsync(string state)
        {
            var row = (await Runs.LastAsync("shop"))!;
            await Runs.AppendAsync(row, 1, new RunMoved(state, "So it is.", "end", DateTimeOffset.UnixEpoch), "end", over: true);
        }

        public async Task PromoteAsync(int version)
        {
            var description = new ModelDescription
            {
                Features = ["AMOUNT", "BIG"],
                Metrics = new Dictionary<string, double>(),
                Parameters = new Dictionary<string, string>(),
            };
            await Registry.RegisterAsync("shop", ModelContent.FromBytes([1, 2, (byte)version]), description);
            await Registry.PromoteAsync("shop", version);
        }
    }

    /// <summary>Lends what an operation works with.</summary>
    sealed class Borrowed(Func<OperationContext, CancellationToken, Task> work)
        : Operation<string, int>(new OperationInfo("goals.borrow", Role.Operator, Recording.Always))
    {
        protected internal override string AboutOf(string request) => request;

        protected internal override async Task<int> RunAsync(string request, OperationContext context, CancellationToken stop)
        {
            await work(context, stop);
            return 0;
        }
    }
}
