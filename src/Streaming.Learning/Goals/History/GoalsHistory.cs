using Streaming.Events.Time;
using Streaming.Learning.Goals.Planning;
using Streaming.Store.HashChains;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.History;

/// <summary>What was looked at, done and found for the goals of a topology: its sealed history, folded.</summary>
public sealed record GoalsHistory
{
    /// <summary>So many events there are.</summary>
    public required int Length { get; init; }

    /// <summary>In their order.</summary>
    public required IReadOnlyList<GoalsEpisode> Episodes { get; init; }

    /// <summary>The last look; null: nobody has looked.</summary>
    public GoalsEpisode? Last => Episodes.Count == 0 ? null : Episodes[^1];

    /// <summary>The one that acts, or acted, and about which something is still to be done; null: there is none.</summary>
    public GoalsEpisode? Open => Episodes.LastOrDefault(e => e.Stage is not (GoalsStage.None or GoalsStage.Checked));

    /// <summary>A person is called: by a look since which nothing was met or begun, however often nothing could be done since. Null: nobody
    /// is.</summary>
    public GoalsCall? Call
    {
        get
        {
            var last = Episodes.Reverse().FirstOrDefault(e => e.Verdict != GoalsVerdict.Wait);
            if (last is null || !last.Calls)
                return null;
            var since = Episodes.Reverse().TakeWhile(e => e.Calls || e.Verdict == GoalsVerdict.Wait).Last(e => e.Calls);
            return new GoalsCall(since.Look, since.At, since.Newest, last.Reasons);
        }
    }

    /// <summary>What is later than this shows what was done last.</summary>
    public Timestamp Since => Episodes.LastOrDefault(e => e.Effective is not null)?.Effective ?? Timestamp.Beginning;

    /// <summary>What a plan needs to know of it.</summary>
    public GoalsPast Past =>
        new([
            .. Episodes
                .Where(e => e.Action is not null && e.Verdict == GoalsVerdict.Act)
                .Select(e => new PastAct(e.Action!.Value, e.At, e.Effective ?? e.Newest, e.Helped)),
        ]);

    /// <summary>Folds a history.</summary>
    internal static GoalsHistory Of(IReadOnlyList<ChainedEvent> events)
    {
        var episodes = new List<GoalsEpisode>();
        foreach (var (index, happened) in events.Index())
        {
            if (happened is GoalsLooked looked)
                episodes.Add(GoalsEpisode.Of(index + 1, looked));
            else
                With(episodes, happened);
        }

        return new GoalsHistory { Length = events.Count, Episodes = episodes };
    }

    static void With(List<GoalsEpisode> episodes, ChainedEvent happened)
    {
        var look = happened switch
        {
            GoalsActed acted => acted.Look,
            GoalsSettled settled => settled.Look,
            GoalsChecked @checked => @checked.Look,
            _ => 0,
        };
        var at = episodes.FindIndex(e => e.Look == look);
        if (at >= 0)
            episodes[at] = episodes[at].With(happened);
    }
}
