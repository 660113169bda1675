using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.FindRecord;
using Streaming.Application.Identity;
using Streaming.Explanations;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Evolution;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ExplainDecision;

/// <summary>Why a scored record was decided as it was, and what would have led to another decision.</summary>
static class DecisionExplanation
{
    /// <param name="lineage">Has the record.</param>
    /// <param name="registry">Has the version.</param>
    /// <param name="plan">As the topology is now.</param>
    /// <param name="record">Scored.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="mask">Hides personal data; null: nothing is hidden.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">It cannot be explained so.</exception>
    public static async Task<ExplainedDecision> OfAsync(
        LineageStore lineage,
        ModelRegistry registry,
        PipelinePlan plan,
        LineageRecord record,
        ExplainDecisionRequest request,
        PersonalMask? mask,
        CancellationToken stop
    )
    {
        var scored = record.DecidedBy is null ? null : await RecordedScore.OfAsync(registry, record, stop);
        var found = FoundRecord.Of(plan.Topology, record, scored?.Model, raw: null);
        found = mask is null ? found : mask.Over(found);
        // What was decided then is of interest alone where the rule did, or something else is wanted.
        var then =
            scored is null || request.Wanted is not null || plan.Topology.Explain is { Actionable.Count: > 0 }
                ? (await new RecordedPlans(plan, lineage.Topologies).OfAsync(record.Header, stop)).Topology
                : plan.Topology;
        var shares = scored is null ? null : Share(scored, request, stop);
        return new ExplainedDecision
        {
            LineageId = found.LineageId,
            EventId = found.EventId,
            EventTime = found.Source.EventTime,
            Topology = found.Topology,
            Decision = found.Decision!,
            Guard = found.Guard,
            Overrides = found.Overrides,
            Score = found.Score is { } score && float.IsFinite(score) ? score : null,
            Model = found.Model,
            Rule = scored is null ? then.Score.RuleText : null,
            Shares = shares,
            Reasons = shares is null ? [] : ToldReasons.Of(plan.Topology, shares),
            Otherwise = OtherDecisionSearch.Of(request.Wanted, plan.Topology, then, record.ScoreDecision!, scored, stop),
        };
    }

    static ScoreShares Share(RecordedScore scored, ExplainDecisionRequest request, CancellationToken stop)
    {
        try
        {
            return scored.Share(request.Background, NullLogger.Instance, stop);
        }
        catch (ExplanationException e)
        {
            throw new StreamingException($"{scored.Model.Name} version {scored.Model.Version} cannot be explained: {e.Message}", e);
        }
    }
}
