namespace Streaming.Lineage;

/// <summary>
/// Recomputes the hash chain, the counts and the lookup index of whole streams and names the first fault of each. Streams
/// are verified side by side.
/// </summary>
public sealed class ChainVerifier(LineageStore store)
{
    /// <summary>Batches between two progress reports.</summary>
    private const int ReportEvery = 64;

    /// <summary>Verifies all streams of a topology.</summary>
    /// <param name="topology">Its name.</param>
    /// <param name="anchors">
    /// Tails known from elsewhere (an earlier report, versions committed to Kafka). The chain alone cannot tell a stream
    /// whose end was cut off everywhere, or that was rewritten as a whole, from a sound one.
    /// </param>
    /// <param name="progress">Called from several threads.</param>
    /// <param name="ct">Stops the verification.</param>
    public async Task<VerifyReport> VerifyAsync(
        string topology, IReadOnlyList<LineageTail>? anchors = null, IProgress<VerifyProgress>? progress = null, CancellationToken ct = default)
    {
        var known = new Dictionary<StreamKey, long>();
        foreach (var (name, version) in await store.Index.KnownVersionsAsync(topology, ct))
        {
            if (StreamKey.TryParse(name, out var stream))
                known[stream] = version;
        }

        foreach (var anchor in anchors ?? [])
            known[anchor.Stream] = Math.Max(known.GetValueOrDefault(anchor.Stream), anchor.Version);
        var streams = known.Keys.OrderBy(s => s.ToString(), StringComparer.Ordinal).ToList();
        var verdicts = new StreamVerdict[streams.Count];
        var options = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Math.Clamp(store.Database.Options.MaxConnections / 2, 1, Environment.ProcessorCount) };
        await Parallel.ForEachAsync(Enumerable.Range(0, streams.Count), options, async (i, cancel) =>
        {
            var anchor = anchors?.FirstOrDefault(a => a.Stream == streams[i]);
            verdicts[i] = await StreamAsync(streams[i], streams, known[streams[i]], anchor, progress, cancel);
        });
        return new VerifyReport(verdicts);
    }

    private async Task<StreamVerdict> StreamAsync(
        StreamKey stream, List<StreamKey> streams, long knownVersion, LineageTail? anchor, IProgress<VerifyProgress>? progress, CancellationToken ct)
    {
        var walk = new ChainWalk(stream, streams.Where(s => s != stream).ToList());
        var index = new IndexCheck(stream, store.Index);
        var snapshots = new SnapshotCheck(stream, store.Snapshots);
        LineageFault? fault = null;
        long records = 0;
        await foreach (var (version, stored) in store.Events.StoredAsync(stream, 0, long.MaxValue, ct))
        {
            fault = walk.Next(version, stored, out var batch);
            if (fault is null && version == anchor?.Version && !walk.Tail.Hash.AsSpan().SequenceEqual(anchor.Hash))
                fault = new LineageFault(FaultKind.Altered, stream, version, $"batch {stream}/{version} or one before it was rewritten: its hash is not the one known from elsewhere");
            if (fault is not null)
                break;
            records += walk.Facts.Totals.Records;
            await index.NextAsync(batch!, walk.Facts, ct);
            snapshots.Next(batch!);
            if (version % ReportEvery == 0)
                progress?.Report(new VerifyProgress(stream, version, knownVersion));
        }

        fault ??= walk.End(knownVersion);
        progress?.Report(new VerifyProgress(stream, walk.Tail.Version, knownVersion));
        return fault is null
            ? new StreamVerdict(stream, walk.Tail.Version, records, walk.Tail, Chain: null, index.Fault) { Snapshot = await snapshots.EndAsync(ct) }
            : new StreamVerdict(stream, fault.Version - 1, records, Tail: null, fault, index.Fault);
    }
}
