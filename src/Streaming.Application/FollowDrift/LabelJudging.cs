using Streaming.Learning.Outcomes;
using Streaming.Lineage.Following;
using Streaming.Topology.Model;

namespace Streaming.Application.FollowDrift;

/// <summary>How a topology's rows are held against labels.</summary>
static class LabelJudging
{
    /// <summary>Rows wait for days: nothing is lost by looking seldom.</summary>
    internal static readonly FollowerOptions Following = new() { PollInterval = TimeSpan.FromSeconds(2) };

    /// <summary>Null where they are not: the topology has no labels, or nobody said how long they take.</summary>
    internal static OutcomeOptions? Options(TopologyModel topology, FollowDriftRequest request) =>
        topology.Labels is { } labels && (request.LabelsAfter ?? labels.Delay) is { } after
            ? new OutcomeOptions(after, request.RiskOf(topology.Learning.Risk), request.ColumnsOf(topology.Learning.Drift).RunLength)
            : null;
}
