using System.Globalization;
using Streaming.Events.Time;
using Streaming.Lifecycle;
using Streaming.Lifecycle.Messages;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Store.Runs;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Application.Learning;

/// <summary>
/// Begins runs that no person asked for. What it finds has the same id for whoever finds it, so that one cause begins one run, however many
/// look.
/// </summary>
/// <param name="runs">Where runs are.</param>
/// <param name="registry">Where the champion is.</param>
/// <param name="alarms">What was found in lineage.</param>
/// <param name="topology">Whose model is renewed.</param>
/// <param name="file">The topology's file.</param>
/// <param name="time">The clock.</param>
sealed class RunTriggers(RunStore runs, ModelRegistry registry, RunAlarms alarms, TopologyModel topology, string file, TimeProvider time)
{
    public const string Person = "person";
    const string Drift = "drift";
    const string Goals = "goals";
    const string Promotion = "promotion";
    const string Clock = "schedule";
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>So many runs are looked back on, at least: a wait that is twice as long each time takes some of them.</summary>
    const int FewestKnown = 40;

    // A run that is over never changes.
    readonly Dictionary<int, LearningRun> _over = [];

    readonly AlarmTriggers _ofAlarms = new(runs, alarms, topology.Learning.Retrain);

    /// <summary>The promotion that is known to need nothing more: that does not change either.</summary>
    string? _settled;

    /// <summary>What a person's wish is to begin.</summary>
    public static BeginRun OfPerson(TopologyModel topology, string model, string file, string? who, string? why) =>
        new($"person/{Guid.NewGuid():N}", topology.Name, model, file, LearningPolicy.Write(topology.Learning), Person, who, why);

    /// <summary>What goals want to begin.</summary>
    /// <param name="cause">The same for whoever finds the same cause.</param>
    /// <param name="topology">Whose model is renewed.</param>
    /// <param name="model">Name of that model.</param>
    /// <param name="file">The topology's file.</param>
    /// <param name="train">How the version is trained; null: as the policy says.</param>
    /// <param name="who">Who wants it.</param>
    /// <param name="why">The reason.</param>
    public static BeginRun OfGoals(
        string cause,
        TopologyModel topology,
        string model,
        string file,
        TrainingModel? train,
        string? who,
        string? why
    )
    {
        var policy = topology.Learning with { Train = train ?? topology.Learning.Train };
        return new BeginRun(cause, topology.Name, model, file, LearningPolicy.Write(policy), Goals, who, why);
    }

    /// <summary>What is to begin now; null: nothing is.</summary>
    public async Task<BeginRun?> FindAsync(CancellationToken stop)
    {
        var retrain = topology.Learning.Retrain;
        if (await runs.LastAsync(topology.Name, stop) is { Open: true })
            return null;
        if (await OfPromotionAsync(stop) is { } watch)
            return watch;
        if (retrain.Every is null && !alarms.Wanted)
            return null;
        var trained = await TrainedAsync(Math.Max(retrain.AtMost * 4, FewestKnown), stop);
        var begun = trained.ConvertAll(run => run.Begun!);
        var now = time.GetUtcNow();
        if (begun.Count(b => b.Trigger != Person && now - b.At < Day) >= retrain.AtMost)
            return null;
        return await OfAlarmAsync(trained, stop) ?? await OfClockAsync(begun, now, stop);
    }

    /// <summary>A version that came to decide without a run: it is watched as one that a run brought in, and taken back where the one
    /// before it was better.</summary>
    async Task<BeginRun?> OfPromotionAsync(CancellationToken stop)
    {
        if (topology.Learning is not { Approval: Approval.Automatic, Rollout.Watch: > 0 })
            return null;
        var models = (await registry.ListAsync(stop)).Where(m => m.Name == Model).ToArray();
        if (
            Array.Find(models, m => m.State is Champion) is not { } champion
            // One that is back because its successor was taken back retired nobody by that.
            || !Array.Exists(models, m =>
                m.State is Retired { Successor: var successor } retired
                && successor == champion.Version
                && retired.Since >= champion.State.Since
            )
        )
        {
            return null;
        }

        var since = champion.State.Since;
        var id = string.Create(CultureInfo.InvariantCulture, $"promotion/{topology.Name}/{champion.Version}/{since.UtcTicks}");
        if (id == _settled)
            return null;
        if (await runs.MessageAsync(id, stop) is not null || await BroughtInAsync(champion.Version, since, stop))
        {
            _settled = id;
            return null;
        }

        var who = champion.State.By.By ?? "Somebody";
        return Of(id, Promotion, $"{who} promoted v{champion.Version}: it is held against the version before it.") with
        {
            Version = champion.Version,
        };
    }

    /// <summary>A run promoted the version, and has watched it. One is open at a time: it is the last that had begun by then.</summary>
    async Task<bool> BroughtInAsync(int version, DateTimeOffset since, CancellationToken stop)
    {
        foreach (var row in await runs.ListAsync(topology.Name, int.MaxValue, stop))
        {
            if (
                LearningRun.Of(row, await runs.ReadAsync(row, stop)) is { Begun: { } begun, History: [.., var last] } run
                && begun.At <= since
            )
            {
                return run.Version == version && since <= last.At;
            }
        }

        return false;
    }

    async Task<BeginRun?> OfAlarmAsync(List<LearningRun> trained, CancellationToken stop)
    {
        if (!alarms.Wanted)
            return null;
        var champion = (await registry.ServingAsync(Model, stop)).Champion;
        return await _ofAlarms.FindAsync(champion, trained, stop) is { } alarm ? Of(alarm.Id, Drift, alarm.Why) : null;
    }

    /// <summary>So long after the last run began or, where there was none, after the last version came.</summary>
    async Task<BeginRun?> OfClockAsync(List<RunBegun> begun, DateTimeOffset now, CancellationToken stop)
    {
        if (topology.Learning.Retrain.Every is not { } every)
            return null;
        var last =
            begun.Count > 0
                ? begun.Max(b => b.At)
                : (await registry.ListAsync(stop)).Where(m => m.Name == Model).Max(m => (DateTimeOffset?)m.RegisteredAt);
        var after = begun.Count > 0 ? begun.Max(b => b.Number) : 0;
        return last is { } since && now - since < every
            ? null
            : Of(
                $"schedule/{topology.Name}/{after}",
                Clock,
                last is { } then
                    ? $"The last one began, or the last version came, {Timestamp.From(then)}; the policy says every "
                        + $"{DurationText.Format(every)}."
                    : $"There is no version yet; the policy says every {DurationText.Format(every)}."
            );
    }

    BeginRun Of(string id, string trigger, string why) =>
        new(
            id,
            topology.Name,
            Model,
            file,
            LearningPolicy.Write(topology.Learning),
            trigger,
            $"policy learning.retrain of {topology.Name}",
            why
        );

    string Model => topology.Score.Model!;

    /// <summary>The newest runs that train, as many as may matter, the newest first.</summary>
    async Task<List<LearningRun>> TrainedAsync(int atMost, CancellationToken stop)
    {
        var found = new List<LearningRun>();
        foreach (var row in await runs.ListAsync(topology.Name, atMost, stop))
        {
            if (!_over.TryGetValue(row.Number, out var run))
            {
                run = LearningRun.Of(row, await runs.ReadAsync(row, stop));
                if (run is { Over: true })
                    _over[row.Number] = run;
            }

            if (run is { Begun.Version: null })
                found.Add(run);
        }

        return found;
    }
}
