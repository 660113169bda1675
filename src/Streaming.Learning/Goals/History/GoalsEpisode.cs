using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Goals.Planning;
using Streaming.Store.HashChains;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.History;

/// <summary>How far what a look said has come.</summary>
public enum GoalsStage
{
    /// <summary>It said that nothing is to be done.</summary>
    None,

    /// <summary>It is to be done.</summary>
    Planned,

    /// <summary>It was begun.</summary>
    Acted,

    /// <summary>It is over, and nobody knows yet whether it helped.</summary>
    Settled,

    /// <summary>It is known whether it helped.</summary>
    Checked,
}

/// <summary>A look, and what came of it.</summary>
public sealed record GoalsEpisode
{
    /// <summary>Its place in the history, from 1: what is done for it is known by that.</summary>
    public required long Look { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How far event time had come.</summary>
    public required Timestamp Newest { get; init; }

    /// <summary>Event times that were measured.</summary>
    public required TimeRange Window { get; init; }

    /// <summary>What was measured, by name.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    /// <summary>How far that lies on the wrong side of the bounds.</summary>
    public required double Shortfall { get; init; }

    /// <summary>What followed.</summary>
    public required GoalsVerdict Verdict { get; init; }

    /// <summary>Why, in sentences; then what was done and found.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What is to be done; null: nothing.</summary>
    public GoalAction? Action { get; init; }

    /// <summary>How a version is to be trained; null: none is.</summary>
    public TrainingModel? Train { get; init; }

    /// <summary>The version that is to be taken back; null: none is.</summary>
    public int? Version { get; init; }

    /// <summary>By the dead-man rule.</summary>
    public bool DeadMan { get; init; }

    /// <summary>A person is called by it.</summary>
    public bool Calls => DeadMan || Verdict == GoalsVerdict.Ask;

    /// <summary>How far it has come.</summary>
    public GoalsStage Stage { get; init; }

    /// <summary>What was done and found since, in sentences.</summary>
    public IReadOnlyList<string> Since { get; init; } = [];

    /// <summary>Events later than this show its effect; null: it has none, or not yet.</summary>
    public Timestamp? Effective { get; init; }

    /// <summary>Null: nobody knows yet.</summary>
    public bool? Helped { get; init; }

    internal static GoalsEpisode Of(long look, GoalsLooked looked)
    {
        var verdict = Enum.Parse<GoalsVerdict>(looked.Verdict);
        return new GoalsEpisode
        {
            Look = look,
            At = looked.At,
            Newest = new Timestamp(looked.Newest),
            Window = new TimeRange(new Timestamp(looked.From), new Timestamp(looked.To)),
            Figures = looked.Figures,
            Shortfall = looked.Shortfall,
            Verdict = verdict,
            Reasons = looked.Reasons,
            Action = looked.Action is { } action ? Enum.GetValues<GoalAction>().First(a => GoalWords.Of(a) == action) : null,
            Train = looked.Train is { } train ? JsonSerializer.Deserialize<TrainingModel>(train) : null,
            Version = looked.Version,
            DeadMan = looked.DeadMan == true,
            Stage = verdict == GoalsVerdict.Act ? GoalsStage.Planned : GoalsStage.None,
        };
    }

    internal GoalsEpisode With(ChainedEvent happened) =>
        happened switch
        {
            GoalsActed acted => this with { Stage = GoalsStage.Acted, Since = [.. Since, acted.What] },
            // What has changed nothing has not helped; and what a dead-man rule does calls a person, which is all that it is for.
            GoalsSettled settled => this with
            {
                Stage = settled.Effect && !DeadMan ? GoalsStage.Settled : GoalsStage.Checked,
                Effective = settled.Effect ? new Timestamp(settled.Newest) : null,
                Helped =
                    !settled.Effect ? false
                    : DeadMan ? true
                    : null,
                Since = [.. Since, settled.What],
            },
            GoalsChecked @checked => this with { Stage = GoalsStage.Checked, Helped = @checked.Helped, Since = [.. Since, @checked.What] },
            _ => this,
        };
}
