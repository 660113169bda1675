using Streaming.Lineage.Evidence;
using Streaming.Store.Histories;

namespace Streaming.Lineage;

/// <summary>
/// What it means to verify a topology: its streams of batches, the models and topology texts that these name, and the histories
/// of both. Whoever calls lineage sound has it from here.
/// </summary>
public sealed class LineageVerifier(LineageStore store, ILineageModels models)
{
    /// <summary>Verifies everything.</summary>
    /// <param name="topology">Name of the topology.</param>
    /// <param name="checkpoint">
    /// What was signed earlier. By itself the store cannot tell a stream or history whose end was cut off everywhere, or that was
    /// rewritten as a whole, from a sound one.
    /// </param>
    /// <param name="progress">Told of batches; called from several threads.</param>
    /// <param name="ct">Stops the verification.</param>
    public async Task<VerifyReport> VerifyAsync(
        string topology, Checkpoint? checkpoint = null, IProgress<VerifyProgress>? progress = null, CancellationToken ct = default)
    {
        var report = await new ChainVerifier(store).VerifyAsync(topology, checkpoint, progress, ct);
        report = await ModelCheck.AddAsync(report, models, ct);
        report = await TopologyCheck.AddAsync(report, topology, store.Topologies, ct);
        return HistoryCheck.Add(report, checkpoint, await HistoriesAsync(topology, ct));
    }

    /// <summary>The histories that belong to a topology, gone through: those that are verified, and that a checkpoint signs.</summary>
    public async Task<IReadOnlyList<HistoryWalk>> HistoriesAsync(string topology, CancellationToken ct = default) =>
        [await store.Topologies.WalkAsync(topology, ct), await models.WalkAsync(ct)];
}
