using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Recorded;

/// <summary>Reads the labels that the lineage holds by now.</summary>
static class LabelReader
{
    /// <summary>Room is made for so many labels before the first is read, at most.</summary>
    const int MostExpected = 10_000_000;

    /// <summary>Labels of events from the time on that the pass begins at: one becomes known after what it labels, so none of theirs is
    /// missed.</summary>
    internal static async Task<LabelIndex> ReadAsync(
        BatchPass pass,
        IReadOnlyList<StreamSummary> streams,
        PipelinePlan plan,
        CancellationToken stop
    )
    {
        var labels = new LabelIndex(plan.Topology.Labels!, pass.From);
        var stage = StageOf(plan).Name;
        if (pass.From == Timestamp.Beginning)
            labels.Expect((int)Math.Min(MostExpected, streams.Where(s => s.Stream.Stage == stage).Sum(s => s.Totals.Labels)));
        await pass.ForEachAsync(streams.Where(s => s.Stream.Stage == stage), TableNames.Labels, labels.Add, stop);
        return labels;
    }

    /// <summary>The stage that takes labels in.</summary>
    internal static StagePlan StageOf(PipelinePlan plan) => plan.Stages.First(s => s.Inputs.Any(i => i.Kind == InputKind.Labels));
}
