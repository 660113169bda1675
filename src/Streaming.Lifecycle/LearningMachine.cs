using MassTransit;
using Streaming.Lifecycle.Messages;
using Streaming.Store;
using Streaming.Store.Runs;
using Streaming.Topology;

namespace Streaming.Lifecycle;

/// <summary>
/// What comes after what in a learning run. It decides from the run's history and one message alone, and gives one event; what has to be
/// done for it is asked of <see cref="ILearningSteps"/> before, which can be asked twice.
/// </summary>
public sealed class LearningMachine : MassTransitStateMachine<LearningRun>
{
    static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        nameof(Promoted),
        nameof(Rejected),
        nameof(RolledBack),
        nameof(Failed),
        nameof(Cancelled),
    };

    readonly ILearningSteps _steps;
    readonly TimeProvider _time;

    /// <param name="steps">What a run has done for it.</param>
    /// <param name="time">The clock that events are stamped by.</param>
    public LearningMachine(ILearningSteps steps, TimeProvider time)
    {
        (_steps, _time) = (steps, time);
        InstanceState(run => run.CurrentState);
        Event(() => Wanted, e => e.CorrelateById(c => c.Message.Run));
        Event(
            () => Ended,
            e =>
            {
                e.CorrelateById(c => c.Message.Run);
                e.OnMissingInstance(m => m.Discard());
            }
        );
        Event(
            () => CancelWanted,
            e =>
            {
                e.CorrelateById(c => c.Message.Run);
                e.OnMissingInstance(m => m.Discard());
            }
        );
        // What comes twice, or too late, changes nothing.
        OnUnhandledEvent(context => context.Ignore());

        Initially(
            When(Wanted, c => c.Message.Version is null).ThenAsync(BeginAsync).TransitionTo(Training),
            When(Wanted, c => c.Message.Version is not null).ThenAsync(BeginAsync).TransitionTo(Watching)
        );
        During(Training, On(LearningStep.Train, StepOutcome.Done, Evaluating, LearningStep.Judge));
        During(
            Evaluating,
            On(LearningStep.Judge, StepOutcome.Done, RollingOut, LearningStep.RollOut),
            On(LearningStep.Judge, StepOutcome.Rejected, Rejected)
        );
        During(
            RollingOut,
            On(LearningStep.RollOut, StepOutcome.Done, Watching, LearningStep.Watch),
            On(LearningStep.RollOut, StepOutcome.Awaits, AwaitingApproval, LearningStep.Approve),
            On(LearningStep.RollOut, StepOutcome.Rejected, Rejected),
            On(LearningStep.RollOut, StepOutcome.RolledBack, RolledBack)
        );
        During(
            AwaitingApproval,
            On(LearningStep.Approve, StepOutcome.Done, Watching, LearningStep.Watch),
            On(LearningStep.Approve, StepOutcome.Rejected, Rejected),
            On(LearningStep.Approve, StepOutcome.RolledBack, RolledBack)
        );
        During(Watching, On(LearningStep.Watch, StepOutcome.Done, Promoted), On(LearningStep.Watch, StepOutcome.RolledBack, RolledBack));
        foreach (var (state, step) in Open)
        {
            During(state, On(step, StepOutcome.Failed, Failed), When(CancelWanted).ThenAsync(CancelAsync).TransitionTo(Cancelled));
        }
    }

    /// <summary>A new version is trained.</summary>
    public State Training { get; private set; } = null!;

    /// <summary>It is held against the one in use, on rows that are recorded.</summary>
    public State Evaluating { get; private set; } = null!;

    /// <summary>It is tried on live rows.</summary>
    public State RollingOut { get; private set; } = null!;

    /// <summary>It was shown to be better, and a person has the last word.</summary>
    public State AwaitingApproval { get; private set; } = null!;

    /// <summary>It is the champion, and held against the one before it.</summary>
    public State Watching { get; private set; } = null!;

    /// <summary>It is the champion, and stays it.</summary>
    public State Promoted { get; private set; } = null!;

    /// <summary>It was not good enough.</summary>
    public State Rejected { get; private set; } = null!;

    /// <summary>It decided, and that was taken back.</summary>
    public State RolledBack { get; private set; } = null!;

    /// <summary>Something could not be done.</summary>
    public State Failed { get; private set; } = null!;

    /// <summary>Somebody ended it.</summary>
    public State Cancelled { get; private set; } = null!;

    /// <summary>A run is to begin.</summary>
    public Event<BeginRun> Wanted { get; private set; } = null!;

    /// <summary>A step has come to its end.</summary>
    public Event<StepEnded> Ended { get; private set; } = null!;

    /// <summary>A run is to end.</summary>
    public Event<CancelRun> CancelWanted { get; private set; } = null!;

    IEnumerable<(State State, LearningStep Step)> Open =>
        [
            (Training, LearningStep.Train),
            (Evaluating, LearningStep.Judge),
            (RollingOut, LearningStep.RollOut),
            (AwaitingApproval, LearningStep.Approve),
            (Watching, LearningStep.Watch),
        ];

    /// <summary>The step that is worked on in a state; null: none.</summary>
    public static LearningStep? StepOf(string? state) =>
        state switch
        {
            nameof(Training) => LearningStep.Train,
            nameof(Evaluating) => LearningStep.Judge,
            nameof(RollingOut) => LearningStep.RollOut,
            nameof(AwaitingApproval) => LearningStep.Approve,
            nameof(Watching) => LearningStep.Watch,
            _ => null,
        };

    /// <summary>Nothing comes after this state.</summary>
    public static bool IsFinal(string state) => Ends.Contains(state);

    /// <summary>A state as people say it, such as <c>rolled back</c>.</summary>
    public static string WordOf(string state) =>
        state switch
        {
            nameof(RollingOut) => "rolling out",
            nameof(AwaitingApproval) => "awaiting approval",
            nameof(RolledBack) => "rolled back",
            _ => state.ToLowerInvariant(),
        };

    EventActivityBinder<LearningRun, StepEnded> On(LearningStep step, StepOutcome outcome, State to, LearningStep? next = null) =>
        When(Ended, c => c.Message.Step == step && c.Message.Outcome == outcome && c.Message.Job == c.Saga.Job)
            .ThenAsync(c => MoveAsync(c, to, next))
            .TransitionTo(to)
            .Catch<StepRefusedException>(fault => fault.ThenAsync(RefusedAsync).TransitionTo(Failed));

    async Task BeginAsync(BehaviorContext<LearningRun, BeginRun> context)
    {
        var (message, row) = (context.Message, context.Saga.Row!);
        var job = await _steps.BeginAsync(message, context.CancellationToken);
        context.Saga.Record(
            new RunBegun(
                message.Topology,
                row.Number,
                message.Model,
                message.File,
                message.Policy,
                message.Trigger,
                job,
                message.Id,
                _time.GetUtcNow()
            )
            {
                Who = message.Who,
                Why = message.Why,
                Version = message.Version,
            }
        );
    }

    async Task MoveAsync(BehaviorContext<LearningRun, StepEnded> context, State to, LearningStep? next)
    {
        var (message, run, stop) = (context.Message, context.Saga, context.CancellationToken);
        var version = message.Version ?? run.Version;
        if (IsFinal(to.Name) && version is { } over)
            await _steps.TakeBackAsync(run, over, message.Who, message.Why, stop);
        run.Record(
            new RunMoved(to.Name, message.Why, message.Id, _time.GetUtcNow())
            {
                Who = message.Who,
                Version = message.Version,
                EventTime = message.EventTime,
                Figures = message.Figures,
                Job = next is { } step ? await StartAsync(run, step, version!.Value, stop) : null,
            }
        );
    }

    async Task<long> StartAsync(LearningRun run, LearningStep step, int version, CancellationToken stop)
    {
        try
        {
            return await _steps.StartAsync(run, step, version, stop);
        }
        catch (StreamingException e) when (e is not (StoreUnavailableException or StoreRefusedException))
        {
            throw new StepRefusedException(e);
        }
    }

    async Task RefusedAsync(BehaviorExceptionContext<LearningRun, StepEnded, StepRefusedException> context)
    {
        var (message, run, why) = (context.Message, context.Saga, context.Exception.Message);
        if ((message.Version ?? run.Version) is { } version)
            await _steps.TakeBackAsync(run, version, null, why, context.CancellationToken);
        run.Record(
            new RunMoved(Failed.Name, why, message.Id, _time.GetUtcNow()) { Version = message.Version, EventTime = message.EventTime }
        );
    }

    async Task CancelAsync(BehaviorContext<LearningRun, CancelRun> context)
    {
        var (message, run, stop) = (context.Message, context.Saga, context.CancellationToken);
        var why = message.Why ?? "Somebody ended it.";
        await _steps.StopAsync(run, message.Who, why, stop);
        if (run.Version is { } version)
            await _steps.TakeBackAsync(run, version, message.Who, why, stop);
        run.Record(new RunMoved(Cancelled.Name, why, message.Id, _time.GetUtcNow()) { Who = message.Who });
    }
}

/// <summary>A step could not be begun, for a reason that will not pass.</summary>
sealed class StepRefusedException(StreamingException cause) : Exception(cause.Message, cause);
