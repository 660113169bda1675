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
            if (stage.Inputs.Any(i => i.Kind == InputKind.Labels))
            {
                labels = Pass(stage, labels, records.Labels, records.Rejected, findings);
                continue;
            }

            events = Pass(stage, events, records.Rows, records.Rejected, findings);
            if (stage.Inputs.Any(i => i.Content == RowContent.Labels))
                Places.Check(findings, $"the labels of {stage.Name}", labels, records.Labels.Select(r => (r.Source, r.Id.ToString())));
        }
    }

    /// <returns>What the stage lets pass.</returns>
    static IEnumerable<SourceRecord> Pass(
        StagePlan stage, IEnumerable<SourceRecord> due, IReadOnlyList<RecordedRow> accepted, IReadOnlyList<RejectedRow> rejected, Findings findings)
    {
        Places.Check(findings, $"the lineage of {stage.Name}", due, accepted.Concat(rejected).Select(r => (r.Source, r.Id.ToString())));
        return accepted.Select(r => r.Source).Distinct();
    }
}
