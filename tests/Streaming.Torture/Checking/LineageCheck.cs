using Streaming.Topology.Plan;

namespace Streaming.Torture.Checking;

/// <summary>
/// Every record is once in every stage that it should pass: accepted or rejected, and what was accepted in the next, with the
/// features that it has from there.
/// </summary>
static class LineageCheck
{
    public static void Run(PipelinePlan plan, SourceTopics sources, IReadOnlyDictionary<string, StageRecords> lineage, Findings findings)
    {
        IEnumerable<SourceRecord> events = sources.Events.Keys;
        IEnumerable<SourceRecord> labels = sources.Labels.Keys;
        StageRecords? before = null;
        foreach (var stage in plan.Stages)
        {
            var records = lineage[stage.Name];
            if (stage.Inputs.Any(i => i.Kind == InputKind.Labels))
            {
                labels = Pass(stage, labels, records.Labels, records.Rejected, findings);
                continue;
            }

            events = Pass(stage, events, records.Rows, records.Rejected, findings);
            if (before is not null)
                Carried(before, records, findings);
            before = records;
            if (stage.Inputs.Any(i => i.Content == RowContent.Labels))
                Places.Check(findings, $"the labels of {stage.Name}", labels, records.Labels.Select(r => (r.Source, r.Id.ToString())));
        }
    }

    /// <summary>A replay computes what a stage adds; what came with the row is held against the stage that it came from.</summary>
    static void Carried(StageRecords from, StageRecords to, Findings findings)
    {
        var shared = from
            .Features.Index()
            .Where(f => to.Features.Contains(f.Item))
            .Select(f => (Name: f.Item, From: f.Index, To: to.Features.ToList().IndexOf(f.Item)))
            .ToList();
        var origins = from.Rows.ToLookup(r => r.Source);
        foreach (var row in to.Rows)
        {
            foreach (var origin in origins[row.Source])
            {
                var (name, a, b) = shared.FirstOrDefault(f => !RecordedRow.SameBits(origin.Features[f.From], row.Features[f.To]));
                if (name is not null)
                {
                    findings.Add(
                        FindingKind.Differing,
                        $"{row.Id} has {name} {row.Features[b]:R}, and {origin.Id}, which it comes from, {origin.Features[a]:R}"
                    );
                }
            }
        }
    }

    /// <returns>What the stage lets pass.</returns>
    static IEnumerable<SourceRecord> Pass(
        StagePlan stage,
        IEnumerable<SourceRecord> due,
        IReadOnlyList<RecordedRow> accepted,
        IReadOnlyList<RejectedRow> rejected,
        Findings findings
    )
    {
        Places.Check(findings, $"the lineage of {stage.Name}", due, accepted.Concat(rejected).Select(r => (r.Source, r.Id.ToString())));
        return accepted.Select(r => r.Source).Distinct();
    }
}
