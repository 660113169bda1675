using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Store.HashChains;
using Streaming.Topology;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// Makes checkpoints. Only what came since the checkpoint before is read, so that one a day costs what a day brought;
/// nothing that contradicts that one is ever signed.
/// </summary>
public sealed class CheckpointBuilder(LineageStore store, TimeProvider time)
{
    /// <summary>The histories that are signed too.</summary>
    public IReadOnlyList<HashChainWalk> Histories { get; init; } = [];

    /// <param name="topology">Name of the topology.</param>
    /// <param name="signed">The checkpoint before; null for a first one.</param>
    /// <param name="progress">Told of every stream's batches; called from several threads.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="EvidenceException">Lineage is not what the checkpoint before says it was, or there is none.</exception>
    /// <exception cref="LineageCorruptException">A batch is damaged.</exception>
    public async Task<Checkpoint> BuildAsync(
        string topology,
        SignedCheckpoint? signed = null,
        IProgress<VerifyProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var previous = signed?.Content;
        if (previous is not null && previous.Topology != topology)
            throw new EvidenceException($"The checkpoint before is of topology {previous.Topology}, not of {topology}.");
        var streams = await store.ListStreamsAsync(topology, stop);
        if (streams.Count == 0)
        {
            throw new EvidenceException($"{topology} has no lineage yet: there is nothing to sign. Run it first.")
            {
                Cure = Cure.Run(topology),
            };
        }

        if (previous?.Streams.FirstOrDefault(p => streams.All(s => s.Stream.ToString() != p.Stream)) is { } gone)
        {
            throw new EvidenceException($"Stream {gone.Stream} is in the checkpoint before and is gone.")
            {
                Cure = Cure.VerifyAgainstCheckpoint(topology),
            };
        }

        if (
            Histories
                .SelectMany(h => h.Faults)
                .Select(f => f.Message)
                .Concat(HashChainCheck.Contradictions(previous, Histories).Select(f => f.Message))
                .FirstOrDefault() is
            { } broken
        )
        {
            throw new EvidenceException($"{broken}.") { Cure = Cure.VerifyAgainstCheckpoint(topology) };
        }

        var cuts = await store.Cuts.ReadAsync(topology, stop);
        var made = new StreamCheckpoint[streams.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForEachAsync(Enumerable.Range(0, streams.Count), options, async (i, cancel) =>
        {
            var before = previous?.Streams.FirstOrDefault(p => p.Stream == streams[i].Stream.ToString());
            made[i] = await StreamAsync(streams[i], before, cuts.Of(streams[i].Stream), progress, cancel);
        });
        return new Checkpoint(Checkpoint.CurrentFormat, topology, Timestamp.Now(time), signed?.Signed.Hash(), made)
        {
            Histories = [.. Histories.SelectMany(h => h.Heads)],
        };
    }

    async Task<StreamCheckpoint> StreamAsync(
        StreamSummary stream,
        StreamCheckpoint? before,
        RecordedCut? cut,
        IProgress<VerifyProgress>? progress,
        CancellationToken stop
    )
    {
        // What was removed since the checkpoint before was signed away by whoever removed it; this one begins with what is there.
        var (after, head) = (before?.Version ?? 0, before?.Head);
        if (cut is { Cut.First: var first } && first - 1 >= after)
            (after, head) = (first - 1, after == first - 1 ? head ?? cut.Cut.Head : cut.Cut.Head);
        if (cut is not null && after == cut.Cut.First - 1 && head != cut.Cut.Head)
            throw Rewritten(stream.Stream, after);
        var tree = new StreamTree(after, stream.Version);
        // The checkpoint before ends with a batch that this one begins from: it must still be the same.
        await foreach (var batch in store.ReadAsync(stream.Stream, Math.Max(cut?.Cut.First ?? 1, after), stream.Version, stop))
        {
            var hash = Convert.ToHexStringLower(batch.Hash);
            if (batch.Version == after && hash != head)
                throw Rewritten(stream.Stream, after);
            if (batch.Version == after + 1 && head is not null && Convert.ToHexStringLower(batch.PreviousHash) != head)
                throw Rewritten(stream.Stream, after + 1);
            tree.Add(batch);
            progress?.Report(new VerifyProgress(stream.Stream, batch.Version - after, stream.Version - after));
            if (batch.Version == stream.Version)
                return new StreamCheckpoint(stream.Stream.ToString(), after, stream.Version, hash, tree.RootText());
        }

        throw new EvidenceException(
            $"Stream {stream.Stream} does not reach version {Math.Max(after, stream.Version)}: its end was cut off."
        )
        {
            Cure = Cure.VerifyAgainstCheckpoint(stream.Stream.Topology),
        };
    }

    static EvidenceException Rewritten(StreamKey stream, long version) =>
        new($"Batch {stream}/{version} is not the one that was signed: the history was rewritten.")
        {
            Cure = Cure.VerifyAgainstCheckpoint(stream.Topology),
        };
}
