using Streaming.Events.Explaining;
using Streaming.Topology.Model;

namespace Streaming.Application.ExplainDecision;

/// <summary>Shares of a score in the words of a topology.</summary>
static class ToldReasons
{
    public static IReadOnlyList<ToldReason> Of(TopologyModel topology, ScoreShares shares)
    {
        var ranking = new ReasonRanking(topology);
        var byName = shares.Features.ToDictionary(f => f.Feature, f => (float)f.Contribution, StringComparer.Ordinal);
        var ranked = new RankedReason[ranking.Top];
        var count = ranking.Rank(topology.Features.Select(f => byName.GetValueOrDefault(f.Name)).ToArray(), ranked);
        return
        [
            .. ranked
                .Take(count)
                .Select(r => new ToldReason(ranking.Reasons[r.Reason].Code, r.By, ranking.Reasons[r.Reason].Words(r.By > 0))),
        ];
    }
}
