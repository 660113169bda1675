using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Pipeline.Commit;

/// <summary>Where a commit makes lineage durable: the first of its two ports.</summary>
interface ILineageAppender
{
    /// <summary>Appends batches, each stream's in the order given, all or none of a stream.</summary>
    /// <returns>What became of each stream; one that another process has written to is <see cref="AppendOutcome.Conflicted"/>.</returns>
    /// <exception cref="Exception">Not appended, or not known to be: recover from lineage.</exception>
    Task<AppendResult> AppendAsync(IReadOnlyList<PreparedBatch> batches, CancellationToken stop);
}

/// <summary>Appends to the store.</summary>
sealed class StoreAppender(LineageStore store) : ILineageAppender
{
    public Task<AppendResult> AppendAsync(IReadOnlyList<PreparedBatch> batches, CancellationToken stop) => store.AppendAsync(batches, stop);
}
