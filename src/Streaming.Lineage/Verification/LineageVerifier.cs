using Streaming.Lineage.Evidence;
using Streaming.Lineage.Store;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Verification;

/// <summary>
/// What it means to verify a topology: its streams of batches, the models and topology texts that these name, and the histories
/// of both. Whoever calls lineage sound has it from here.
/// </summary>
public sealed class LineageVerifier(LineageStore store, ILineageModels models)
{
    /// <summary>Whose signature every removal of lineage must have; null: anybody's.</summary>
    public OperatorKey? Key { get; init; }

    /// <summary>Verifies everything.</summary>
    /// <param name="topology">Name of the topology.</param>
    /// <param name="checkpoint">
    /// What was signed earlier. By itself the store cannot tell a stream or history whose end was cut off everywhere, or that was
    /// rewritten as a whole, from a sound one.
    /// </param>
    /// <param name="progress">Told of batches; called from several threads.</param>
    /// <param name="stop">Stops the verification.</param>
    public async Task<VerifyReport> VerifyAsync(
        string topology,
        Checkpoint? checkpoint = null,
        IProgress<VerifyProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var report = await new ChainVerifier(store) { Key = Key }.VerifyAsync(topology, checkpoint, progress, stop);
        report = await ModelCheck.AddAsync(report, models, stop);
        report = await TopologyCheck.AddAsync(report, topology, store.Topologies, stop);
        return HashChainCheck.Add(report, checkpoint, await HistoriesAsync(topology, stop));
    }

    /// <summary>The histories that belong to a topology, gone through: those that are verified, and that a checkpoint signs.</summary>
    public async Task<IReadOnlyList<HashChainWalk>> HistoriesAsync(string topology, CancellationToken stop = default) =>
        [await store.Topologies.WalkAsync(topology, stop), await store.Cuts.WalkAsync(topology, stop), await models.WalkAsync(stop)];
}
