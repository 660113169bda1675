using Streaming.Topology.Model;

namespace Streaming.Events.Explaining;

/// <summary>A reason for a score.</summary>
/// <param name="Reason">Its place in <see cref="ReasonRanking.Reasons"/>.</param>
/// <param name="By">By how much it moved the margin; above zero, it raised the score.</param>
public readonly record struct RankedReason(int Reason, double By);

/// <summary>
/// The weightiest reasons of a score: contributions of features that speak as one are added up, and those that have something to say are
/// put in order. Thread-safe.
/// </summary>
public sealed class ReasonRanking
{
    readonly int[][] _features;
    readonly (bool Raises, bool Lowers)[] _speaks;

    /// <param name="topology">Says which features speak to people.</param>
    public ReasonRanking(TopologyModel topology)
    {
        var places = topology.Features.Index().ToDictionary(f => f.Item.Name, f => f.Index, StringComparer.Ordinal);
        var explain = topology.Explain ?? new ExplainingModel();
        Top = explain.Top;
        Reasons = explain.Reasons.Count > 0 ? explain.Reasons : [.. topology.Features.Select(f => Itself(f.Name))];
        _features = [.. Reasons.Select(r => r.Features.Select(f => places[f]).ToArray())];
        // Where nobody said how features speak, each does, both ways.
        var all = explain.Reasons.Count == 0;
        _speaks = [.. Reasons.Select(r => (all || r.Raises.Count > 0, all || r.Lowers.Count > 0))];
    }

    /// <summary>Most reasons of a score.</summary>
    public int Top { get; }

    /// <summary>What may be said, in declared order.</summary>
    public IReadOnlyList<ReasonModel> Reasons { get; }

    /// <summary>The reasons of one score, the weightiest first; of two that weigh the same, the one that is declared first.</summary>
    /// <param name="contributions">One a feature of the topology, in its order.</param>
    /// <param name="ranked">Receives them; has room for <see cref="Top"/>.</param>
    /// <returns>How many there are.</returns>
    public int Rank(ReadOnlySpan<float> contributions, Span<RankedReason> ranked)
    {
        var count = 0;
        for (var reason = 0; reason < _features.Length; reason++)
        {
            var by = 0.0;
            foreach (var feature in _features[reason])
                by += contributions[feature];
            if (!(by > 0 ? _speaks[reason].Raises : by < 0 && _speaks[reason].Lowers))
                continue;
            var place = count;
            while (place > 0 && Math.Abs(ranked[place - 1].By) < Math.Abs(by))
                place--;
            if (place == Top)
                continue;
            count = Math.Min(Top, count + 1);
            ranked[place..(count - 1)].CopyTo(ranked[(place + 1)..]);
            ranked[place] = new RankedReason(reason, by);
        }

        return count;
    }

    static ReasonModel Itself(string feature)
    {
        var silent = new Dictionary<string, string>(StringComparer.Ordinal);
        return new ReasonModel(feature, [feature], silent, silent);
    }
}
