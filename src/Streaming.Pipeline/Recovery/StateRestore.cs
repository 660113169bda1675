using Streaming.Features;
using Streaming.Lineage;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Recovery;

/// <summary>
/// Brings a stage partition's state back by taking the recorded rows through the code that built it: all that lie within
/// the look-back of its windows and of the duplicate check, before the point where its clock stood.
/// </summary>
internal static class StateRestore
{
    public static async Task RestoreAsync(
        StagePlan stage, LineageStore store, LineageTail tail, FeatureEngine features, IReadOnlyList<Validator> validators, CancellationToken stop)
    {
        if (tail.Header is not { } header) return;
        var horizon = features.Horizon > stage.StateHorizon ? features.Horizon : stage.StateHorizon;
        if (horizon > TimeSpan.Zero)
        {
            var since = header.Clock == long.MinValue ? long.MinValue : header.Clock - (long)horizon.TotalMicroseconds;
            await foreach (var batch in store.ReadSinceAsync(tail.Stream, since, stop)) Replay(stage, batch, features, validators);
            // The last batches may have had only old rows or none.
            features.Replay(events: null, labels: null, [], header.Clock);
        }

        // Decided once, perhaps long before the rows that are replayed.
        foreach (var validator in validators) validator.Restore(validator.State with { Recognised = header.Partitioner() });
    }

    private static void Replay(StagePlan stage, LineageBatch batch, FeatureEngine features, IReadOnlyList<Validator> validators)
    {
        var rows = batch.Table(TableNames.Rows);
        var labels = batch.Table(TableNames.Labels);
        foreach (var validator in validators)
        {
            if ((stage.Inputs[0].Kind == InputKind.Labels ? labels : rows) is { } validated) validator.Replay(validated);
        }

        features.Replay(rows, labels, RecordedBatch.Before(labels), batch.Header.Clock);
    }
}
