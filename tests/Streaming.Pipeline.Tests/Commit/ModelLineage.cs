using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Pipeline.Commit;

namespace Streaming.Pipeline.Tests.Commit;

/// <summary>What the store promises of one stream: a version is written once, and stays.</summary>
sealed class ModelLineage
{
    readonly Lock _lock = new();
    readonly List<PreparedBatch> _batches = [];

    public LineageTail? Tail
    {
        get
        {
            lock (_lock)
                return _batches.LastOrDefault()?.Tail;
        }
    }

    /// <summary>As read back from the bytes that were stored.</summary>
    public LineageBatch Read(long version)
    {
        lock (_lock)
            return StoredEvent.Open(_batches[0].Stream, version, _batches[(int)version - 1].Stored);
    }

    public AppendResult Append(IReadOnlyList<PreparedBatch> batches)
    {
        lock (_lock)
        {
            var fits = batches[0].Version == _batches.Count + 1;
            if (fits)
                _batches.AddRange(batches);
            return new AppendResult([
                new StreamAppend(batches[0].Stream, fits ? AppendOutcome.Appended : AppendOutcome.Conflicted, _batches.Count),
            ]);
        }
    }
}

/// <summary>A process's connection to the store.</summary>
sealed class ModelAppender(ModelLineage lineage, ModelProcess process) : ILineageAppender
{
    public Task<AppendResult> AppendAsync(IReadOnlyList<PreparedBatch> batches, CancellationToken stop) =>
        process.AppendingAsync(() => lineage.Append(batches));
}
