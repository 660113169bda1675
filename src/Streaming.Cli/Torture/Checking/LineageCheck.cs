using Streaming.Topology.Plan;

namespace Streaming.Cli.Torture.Checking;

/// <summary>Every record is once in every stage that it should pass: accepted or rejected, and what was accepted in the next.</summary>
internal static class LineageCheck
{
    public static void Run(PipelinePlan plan, SourceTopics sources, IReadOnlyDictionary<string, StageRecords> lineage, Findings findings)
    {
        IEnumerable<SourceRecord> events = sources.Events.Keys;
        IEnumerable<SourceRecord> labels = sources.Labels.Keys;
        foreach (var stage in plan.Stages)
        {
            var records = lineage[stage.Name];
            var taken = records.Rows.Concat(records.Rejected).Select(r => (r.Source, r.Id.ToString()));
            var accepted = records.Rows.Select(r => r.Source);
            if (stage.Inputs.Any(i => i.Kind == InputKind.Labels))
            {
                Places.Check(findings, $"the lineage of {stage.Name}", labels, taken);
                labels = accepted.Distinct();
                continue;
            }

            Places.Check(findings, $"the lineage of {stage.Name}", events, taken);
            events = accepted.Distinct();
            if (stage.Inputs.Any(i => i.Content == RowContent.Labels))
                Places.Check(findings, $"the labels of {stage.Name}", labels, records.Labels.Select(r => (r.Source, r.Id.ToString())));
        }
    }
}
