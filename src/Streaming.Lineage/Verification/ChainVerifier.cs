using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Verification;

/// <summary>
/// Recomputes the hash chain, the counts and the lookup index of whole streams and names the first fault of each. Streams
/// are verified side by side.
/// </summary>
sealed class ChainVerifier(LineageStore store)
{
    /// <summary>Batches between two progress reports.</summary>
    const int ReportEvery = 64;

    /// <summary>Whose signature every removal must have; null: anybody's.</summary>
    public OperatorKey? Key { get; init; }

    /// <summary>Verifies all streams of a topology.</summary>
    /// <param name="topology">Its name.</param>
    /// <param name="checkpoint">
    /// What was signed earlier. The chain alone cannot tell a stream whose end was cut off everywhere, or that was rewritten
    /// as a whole, from a sound one.
    /// </param>
    /// <param name="progress">Called from several threads.</param>
    /// <param name="stop">Stops the verification.</param>
    public async Task<VerifyReport> VerifyAsync(
        string topology,
        Checkpoint? checkpoint = null,
        IProgress<VerifyProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var known = new Dictionary<StreamKey, long>();
        foreach (var (name, version) in await store.Index.KnownVersionsAsync(topology, stop))
        {
            if (StreamKey.TryParse(name, out var stream))
                known[stream] = version;
        }

        var signed = new Dictionary<StreamKey, StreamCheckpoint>();
        foreach (var covered in checkpoint?.Streams ?? [])
        {
            if (!StreamKey.TryParse(covered.Stream, out var stream) || stream.Topology != topology)
                throw new EvidenceException($"The checkpoint is not of topology {topology}: it names {covered.Stream}.");
            signed[stream] = covered;
            known[stream] = Math.Max(known.GetValueOrDefault(stream), covered.Version);
        }

        var (cuts, unsigned) = await store.Cuts.CheckAsync(topology, Key, stop);
        foreach (var cut in cuts.All)
        {
            if (StreamKey.TryParse(cut.Cut.Stream, out var stream) && stream.Topology == topology)
                known[stream] = Math.Max(known.GetValueOrDefault(stream), cut.Cut.First);
        }

        var check = new BookkeepingCheck(store.Database);
        var bookkeeping = await check.FindAsync(topology, stop);
        var streams = known.Keys.OrderBy(s => s.ToString(), StringComparer.Ordinal).ToList();
        var verdicts = new StreamVerdict[streams.Count];
        var options = new ParallelOptions
        {
            CancellationToken = stop,
            MaxDegreeOfParallelism = Math.Clamp(store.Database.Options.MaxConnections / 2, 1, Environment.ProcessorCount),
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, streams.Count), options, async (i, cancel) =>
        {
            var (stream, covered) = (streams[i], signed.GetValueOrDefault(streams[i]));
            var verdict = await StreamAsync(stream, streams, known[stream], covered, cuts.Of(stream), progress, cancel);
            // Removed while it was read: it begins elsewhere now.
            if (verdict.Chain is { Kind: FaultKind.Missing })
            {
                var (now, _) = await store.Cuts.CheckAsync(topology, Key, cancel);
                if (now.FirstOf(stream) > cuts.FirstOf(stream))
                    verdict = await StreamAsync(stream, streams, known[stream], covered, now.Of(stream), progress, cancel);
            }

            verdicts[i] = bookkeeping.TryGetValue(stream.ToString(), out var odd) ? Worse(verdict, odd.Version, odd.Column) : verdict;
        });
        return new VerifyReport(verdicts) { Lost = [.. await check.OrphansAsync(stop), .. unsigned] };
    }

    async Task<StreamVerdict> StreamAsync(
        StreamKey stream,
        List<StreamKey> streams,
        long knownVersion,
        StreamCheckpoint? covered,
        RecordedCut? cut,
        IProgress<VerifyProgress>? progress,
        CancellationToken stop
    )
    {
        var walk = new ChainWalk(stream, streams.Where(s => s != stream).ToList(), cut?.Cut.Tail(stream), cut?.Cut.Before.Totals());
        var index = new IndexCheck(stream, store.Index, cut?.Cut.First ?? 1);
        var snapshots = new SnapshotCheck(stream, store.Snapshots, cut);
        var segments = new SegmentCheck(stream, store.Database);
        var checkpointed = new CheckpointCheck(stream, covered, cut);
        var fault = checkpointed.Begin();
        var models = new Dictionary<string, long>(StringComparer.Ordinal);
        var topologies = new Dictionary<string, long>(StringComparer.Ordinal);
        long records = 0;
        await foreach (var (version, stored) in store.Events.StoredAsync(stream, cut?.Cut.First ?? 0, long.MaxValue, stop))
        {
            if (fault is not null)
                break;
            fault = walk.Next(version, stored, out var batch);
            fault ??= checkpointed.Next(batch!);
            if (fault is not null)
                break;
            records += walk.Facts.Totals.Records;
            foreach (var model in batch!.Header.ScoredBy.Where(m => m.Hash.Length > 0))
                models.TryAdd(model.Hash, version);
            topologies.TryAdd(batch.Header.TopologyHash, version);
            await index.NextAsync(batch, walk.Facts, stop);
            snapshots.Next(batch);
            segments.Next(batch);
            if (version % ReportEvery == 0)
                progress?.Report(new VerifyProgress(stream, version, knownVersion));
        }

        fault ??= walk.End(knownVersion);
        if (fault is null)
            await index.EndAsync(stop);
        progress?.Report(new VerifyProgress(stream, walk.Tail.Version, knownVersion));
        return fault is null
            ? new StreamVerdict(stream, walk.Tail.Version, records, walk.Tail, Chain: null, index.Fault ?? await segments.EndAsync(stop))
            {
                Cut = cut,
                Snapshot = await snapshots.EndAsync(stop),
                Models = models,
                Topologies = topologies,
            }
            : new StreamVerdict(stream, fault.Version - 1, records, Tail: null, fault, index.Fault)
            {
                Cut = cut,
                Models = models,
                Topologies = topologies,
            };
    }

    /// <summary>The verdict on a stream that also has an altered column beside its batches: the earlier fault counts.</summary>
    static StreamVerdict Worse(StreamVerdict verdict, long version, string column)
    {
        if (verdict.Chain is { } fault && fault.Version <= version)
            return verdict;
        var altered = new LineageFault(
            FaultKind.Altered,
            verdict.Stream,
            version,
            $"batch {verdict.Stream}/{version}: {column} was altered"
        );
        return verdict with { Versions = version - 1, Tail = null, Chain = altered };
    }
}
