using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Lifecycle.Messages;
using Streaming.Store.Runs;

namespace Streaming.Lifecycle.Tests;

/// <summary>Stored messages give the same run, whoever handles them, how often and beside whom.</summary>
public sealed class LearningInboxTests(Server server)
{
    static readonly string[] Kinds = ["begin_run", "step_ended", "cancel_run"];
    static readonly BeginRun Begin = new("alarm/1", "small", "fraud", "small.yaml", "{}", "drift", "the policy", "an alarm");

    /// <summary>What the steps come to, one after the other, and where the run ends.</summary>
    public static TheoryData<string, string> Stories =>
        new()
        {
            { "train done, judge done, rollout done, watch done", "Promoted" },
            { "train done, judge done, rollout awaits, approve done, watch done", "Promoted" },
            { "train failed", "Failed" },
            { "train done, judge rejected", "Rejected" },
            { "train done, judge failed", "Failed" },
            { "train done, judge done, rollout rejected", "Rejected" },
            { "train done, judge done, rollout rolledback", "RolledBack" },
            { "train done, judge done, rollout failed", "Failed" },
            { "train done, judge done, rollout awaits, approve rejected", "Rejected" },
            { "train done, judge done, rollout awaits, approve rolledback", "RolledBack" },
            { "train done, judge done, rollout awaits, approve failed", "Failed" },
            { "train done, judge done, rollout done, watch rolledback", "RolledBack" },
            { "train done, judge done, rollout done, watch failed", "Failed" },
        };

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task A_run_goes_from_step_to_step_to_its_end(string story, string end)
    {
        await using var world = await World.OpenAsync(server);
        await world.TellAsync(Begin);

        foreach (var (step, outcome) in Steps(story))
            await world.EndAsync(step, outcome);

        var run = await world.RunAsync();
        run.CurrentState.ShouldBe(end);
        run.Over.ShouldBeTrue();
        run.Job.ShouldBeNull();
        run.History.Count.ShouldBe(1 + story.Split(',').Length);
        run.Version.ShouldBe(story == "train failed" ? null : 7);
        (await world.Store.FindAsync(Begin.Run))!.Open.ShouldBeFalse();
        // Whatever ends with the version not deciding takes it back from live rows.
        world.Steps.Said.Count(s => s.StartsWith("took back", StringComparison.Ordinal)).ShouldBe(run.Version is null ? 0 : 1);
        (await world.Store.WaitingAsync("small")).ShouldBeEmpty();
        (await world.Store.WalkAsync()).Faults.ShouldBeEmpty();
    }

    /// <summary>Fails where a version that a person promoted is trained anew, or not watched to the end.</summary>
    [Theory]
    [InlineData("watch done", "Promoted")]
    [InlineData("watch rolledback", "RolledBack")]
    public async Task A_version_that_decides_already_is_watched_and_nothing_is_trained(string story, string end)
    {
        await using var world = await World.OpenAsync(server);
        await world.TellAsync(Begin with { Version = 3 });
        var run = await world.RunAsync();
        run.CurrentState.ShouldBe("Watching");
        run.Version.ShouldBe(3);

        foreach (var (step, outcome) in Steps(story))
            await world.EndAsync(step, outcome);

        run = await world.RunAsync();
        run.CurrentState.ShouldBe(end);
        run.History.Select(p => p.State).ShouldBe(["Watching", end]);
        (await world.Store.WaitingAsync("small")).ShouldBeEmpty();
        (await world.Store.WalkAsync()).Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", LearningStep.Train)]
    [InlineData("train done", LearningStep.Judge)]
    [InlineData("train done, judge done", LearningStep.RollOut)]
    [InlineData("train done, judge done, rollout awaits", LearningStep.Approve)]
    [InlineData("train done, judge done, rollout done", LearningStep.Watch)]
    public async Task A_process_that_dies_with_a_step_begun_and_not_written_down_loses_nothing_and_begins_nothing_twice(
        string story,
        LearningStep dying
    )
    {
        await using var world = await World.OpenAsync(server);
        var told = Steps(story).ToList();
        if (told.Count > 0)
        {
            await world.TellAsync(Begin);
            foreach (var (step, outcome) in told.SkipLast(1))
                await world.EndAsync(step, outcome);
        }

        world.Steps.DiesAfter = dying;
        await Should.ThrowAsync<KilledException>(() =>
            told.Count == 0 ? world.TellAsync(Begin) : world.EndAsync(told[^1].Step, told[^1].Outcome)
        );
        var asked = world.Steps.Jobs[(Begin.Run, dying)];

        // Another process, with nothing but the store.
        await using var next = new LearningInbox(world.Store, world.Steps, TimeProvider.System, NullLoggerFactory.Instance);
        await next.HandleAllAsync("small", default);

        var run = await world.RunAsync();
        LearningMachine.StepOf(run.CurrentState).ShouldBe(dying);
        run.Job.ShouldBe(asked);
        world.Steps.Jobs.Count.ShouldBe(told.Count + 1);
    }

    [Theory]
    [InlineData("train done", LearningStep.Judge)]
    [InlineData("train done, judge done, rollout done", LearningStep.Watch)]
    public async Task A_step_that_cannot_be_begun_ends_the_run_with_the_reason(string story, LearningStep refused)
    {
        await using var world = await World.OpenAsync(server);
        world.Steps.Refuses = refused;
        await world.TellAsync(Begin);

        foreach (var (step, outcome) in Steps(story))
            await world.EndAsync(step, outcome);

        var run = await world.RunAsync();
        (run.CurrentState, run.Over, run.Version).ShouldBe((nameof(LearningMachine.Failed), true, 7));
        run.History[^1].Why.ShouldBe("the file is not there");
        world.Steps.Said.ShouldContain("took back 7: the file is not there");
    }

    [Fact]
    public async Task A_run_that_cannot_begin_is_on_record_and_the_next_one_may()
    {
        await using var world = await World.OpenAsync(server);
        world.Steps.Refuses = LearningStep.Train;
        await world.TellAsync(Begin);
        (await world.Store.MessageAsync(Begin.Id))!.Aside.ShouldBe("the file is not there");
        world.Steps.Refuses = null;

        await world.TellAsync(Begin with { Id = "alarm/2" });

        (await world.Store.ListAsync("small", 10)).ShouldHaveSingleItem().Number.ShouldBe(1);
    }

    [Fact]
    public async Task However_often_and_by_how_many_a_message_is_handled_it_is_handled_once()
    {
        await using var world = await World.OpenAsync(server, servers: 4);
        string[] steps = ["train done", "judge done", "rollout awaits", "approve done", "watch done"];

        await Gen.Int[0, 3]
            .Array[2, 6]
            .Array[6]
            .SampleAsync(
                async who =>
                {
                    var begin = Begin with { Id = $"alarm/{Guid.NewGuid():N}" };
                    await EverybodyAsync(begin, who[0]);
                    foreach (var ((step, outcome), servers) in steps.SelectMany(Steps).Zip(who.Skip(1)))
                        await EverybodyAsync(await world.EndedAsync(begin.Run, step, outcome), servers);

                    var run = await world.RunAsync(begin.Run);
                    run.CurrentState.ShouldBe(nameof(LearningMachine.Promoted));
                    run.History.Count.ShouldBe(6);
                    world.Steps.Jobs.Keys.Count(k => k.Run == begin.Run).ShouldBe(5);
                },
                iter: 10,
                threads: 1
            );
        (await world.Store.WalkAsync()).Faults.ShouldBeEmpty();

        // Stored, and handled, by several at once.
        Task EverybodyAsync(ILearningMessage message, int[] servers) =>
            Task.WhenAll(
                servers.Select(server =>
                    Task.Run(async () =>
                    {
                        await world.Store.TellAsync(MessageFormat.Write(message));
                        await world.Inboxes[server].HandleAllAsync("small", default);
                        await world.Inboxes[server].HandleAsync(MessageFormat.Write(message), default);
                    })
                )
            );
    }

    [Fact]
    public async Task Of_several_causes_at_once_one_begins_a_run_and_the_others_are_on_record()
    {
        await using var world = await World.OpenAsync(server, servers: 4);
        var causes = Enumerable.Range(0, 4).Select(i => Begin with { Id = $"alarm/{i}" }).ToList();
        foreach (var cause in causes)
            await world.Store.TellAsync(MessageFormat.Write(cause));

        await Task.WhenAll(causes.Select((cause, i) => Task.Run(() => world.Inboxes[i].HandleAsync(MessageFormat.Write(cause), default))));

        var open = (await world.Store.ListAsync("small", 10)).ShouldHaveSingleItem();
        open.Number.ShouldBe(1);
        var messages = await world.Store.MessagesAsync("small", 10);
        messages.Count(m => m.Aside == "run 1 of small is not over").ShouldBe(3);
        messages.Single(m => m.Aside is null).Message.Run.ShouldBe(open.Id);
        // What they had begun is ended: a job that nobody waits for would train all the same.
        world.Steps.Said.Count(s => s.Contains("run 1 of small is not over", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task What_comes_too_late_or_from_another_step_changes_nothing()
    {
        await using var world = await World.OpenAsync(server);
        await world.TellAsync(new StepEnded(Begin.Run, "small", LearningStep.Train, 1, StepOutcome.Done, "early") { Version = 7 });
        (await world.Store.ListAsync("small", 10)).ShouldBeEmpty();
        await world.TellAsync(Begin);
        await world.TellAsync(new StepEnded(Begin.Run, "small", LearningStep.Watch, 1, StepOutcome.Done, "of another step"));
        await world.TellAsync(new CancelRun(Begin.Run, "small", "ann", "wrong month"));
        await world.TellAsync(new StepEnded(Begin.Run, "small", LearningStep.Judge, 1, StepOutcome.Done, "late"));

        var run = await world.RunAsync();
        run.History.Select(h => h.State).ShouldBe([nameof(LearningMachine.Training), nameof(LearningMachine.Cancelled)]);
        run.History[^1].ShouldSatisfyAllConditions(h => h.Who.ShouldBe("ann"), h => h.Why.ShouldBe("wrong month"));
        world.Steps.Said.ShouldContain("stopped job 1: wrong month");
        (await world.Store.MessagesAsync("small", 10)).Count(m => m.Aside == "it changes nothing where the run stands").ShouldBe(3);
    }

    [Theory]
    [InlineData("begin_run", 0, "{}", "written in form 0")]
    [InlineData("begin_run", 2, "{}", "written in form 2")]
    [InlineData("fine_tune", 1, "{}", "knows no message 'fine_tune'")]
    [InlineData("step_ended", 1, "{ \"run\": ", "cannot be read")]
    [InlineData("step_ended", 1, "{}", "cannot be read")]
    [InlineData("step_ended", 1, "null", "not what it was stored as")]
    public async Task A_message_of_another_version_is_put_aside_with_the_reason_and_the_run_goes_on(
        string type,
        int version,
        string body,
        string why
    )
    {
        await using var world = await World.OpenAsync(server);
        await world.TellAsync(Begin);
        await world.Store.TellAsync(new NewMessage("odd", Begin.Run, "small", type, version, body));

        await world.EndAsync(LearningStep.Train, StepOutcome.Done);

        (await world.Store.MessageAsync("odd"))!.Aside!.ShouldContain(why);
        (await world.RunAsync()).CurrentState.ShouldBe(nameof(LearningMachine.Evaluating));
    }

    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        ILearningMessage[] messages =
        [
            Begin,
            new StepEnded(Begin.Run, "small", LearningStep.RollOut, 3, StepOutcome.RolledBack, "worse")
            {
                Version = 4,
                Who = "ann",
                Figures = new Dictionary<string, double> { ["rows"] = 5 },
            },
            new CancelRun(Begin.Run, "small", null, null),
        ];
        foreach (var message in messages)
        {
            var stored = MessageFormat.Write(message);
            var read = MessageFormat.Read(stored, out _)!;
            MessageFormat.Write(read).ShouldBe(stored);
        }
    }

    [Fact]
    public void Whatever_stands_in_a_body_is_read_or_put_aside() =>
        Gen.Select(Gen.Int[0, 2].Select(i => Kinds[i]), Gen.OneOf(Gen.String, Bent))
            .Sample(
                (type, body) =>
                {
                    var read = MessageFormat.Read(new NewMessage("id", Begin.Run, "small", type, 1, body), out var why);
                    return read is null == why is not null;
                },
                iter: 20_000
            );

    /// <summary>A message with a character more, or another.</summary>
    static Gen<string> Bent => Gen.Select(Gen.Int[0, 200], Gen.Char, (at, other) =>
        {
            var body = MessageFormat.Write(Begin).Body;
            return body[..Math.Min(at, body.Length)] + other + body[Math.Min(at, body.Length)..];
        });

    static IEnumerable<(LearningStep Step, StepOutcome Outcome)> Steps(string story) =>
        story
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.Trim().Split(' '))
            .Select(s => (Enum.Parse<LearningStep>(s[0], ignoreCase: true), Enum.Parse<StepOutcome>(s[1], ignoreCase: true)));

    sealed class World : IAsyncDisposable
    {
        public required RunStore Store { get; init; }

        public CountedSteps Steps { get; } = new();

        public IReadOnlyList<LearningInbox> Inboxes { get; private set; } = [];

        public static async Task<World> OpenAsync(Server server, int servers = 1)
        {
            var world = new World { Store = await server.OpenAsync(server.NewSchema()) };
            world.Inboxes =
            [
                .. Enumerable
                    .Range(0, servers)
                    .Select(_ => new LearningInbox(world.Store, world.Steps, TimeProvider.System, NullLoggerFactory.Instance)),
            ];
            return world;
        }

        public async Task TellAsync(ILearningMessage message)
        {
            await Store.TellAsync(MessageFormat.Write(message));
            await Inboxes[0].HandleAllAsync("small", default);
        }

        public async Task EndAsync(LearningStep step, StepOutcome outcome) => await TellAsync(await EndedAsync(Begin.Run, step, outcome));

        public async Task<StepEnded> EndedAsync(Guid run, LearningStep step, StepOutcome outcome) =>
            new(run, "small", step, (await RunAsync(run)).Job!.Value, outcome, $"{step} came to {outcome}")
            {
                Version = (step, outcome) == (LearningStep.Train, StepOutcome.Done) ? 7 : null,
                Figures = new Dictionary<string, double> { ["average_precision"] = 0.25 },
            };

        public Task<LearningRun> RunAsync() => RunAsync(Begin.Run);

        public async Task<LearningRun> RunAsync(Guid id)
        {
            var row = (await Store.FindAsync(id))!;
            return LearningRun.Of(row, await Store.ReadAsync(row))!;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var inbox in Inboxes)
                await inbox.DisposeAsync();
            Store.Dispose();
        }
    }
}
