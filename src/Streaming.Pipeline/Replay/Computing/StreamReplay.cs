using System.Runtime.CompilerServices;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>
/// Replays one stage partition. Reading and decoding, features, scores with the comparison, and the sinks work at the same
/// time on batches that follow one another, so that few stage partitions keep many processors busy too; the sinks see the
/// batches in their order.
/// </summary>
/// <param name="store">The lineage.</param>
/// <param name="stream">The stage partition.</param>
/// <param name="versions">Compute its batches again; they keep state, so that this runs once.</param>
/// <param name="options">What to replay.</param>
/// <param name="sinks">Get the replayed batches.</param>
/// <param name="advanced">Told how many rows more have been gone through.</param>
sealed class StreamReplay(
    LineageStore store,
    StreamKey stream,
    StageVersions versions,
    ReplayOptions options,
    IReadOnlyList<IReplaySink> sinks,
    Action<int> advanced
)
{
    const int DecodedAhead = 4;
    const int ScoredAhead = 4;

    /// <summary>Where reading has to begin for the first row that counts to find its state.</summary>
    Timestamp Since => options.From.Earlier(versions.Horizon);

    /// <summary>Rows that will be gone through.</summary>
    public Task<long> CountAsync(CancellationToken stop) => store.CountRowsBetweenAsync(stream, Since, options.To, stop);

    public async Task<ReplayReport> RunAsync(CancellationToken stop)
    {
        var report = ReplayReport.Nothing;
        using var room = new SemaphoreSlim(ScoredAhead);
        try
        {
            await foreach (var scoring in ReadingAhead.Of(ended => ScoresAsync(room, ended), ScoredAhead, stop))
            {
                var batch = await scoring;
                report = report.Plus(batch.Comparison);
                foreach (var sink in sinks)
                    await sink.TakeAsync(batch, stop);
                advanced(batch.Rows.Length);
            }

            return report;
        }
        finally
        {
            // Whatever ends the replay, no model is freed under a batch that is still being scored.
            for (var under = 0; under < ScoredAhead; under++)
                await room.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Scores and comparisons under way, in the order of their batches.</summary>
    async IAsyncEnumerable<Task<ReplayedBatch>> ScoresAsync(SemaphoreSlim room, [EnumeratorCancellation] CancellationToken stop)
    {
        var cut = (await store.Cuts.ReadAsync(stream.Topology, stop)).Of(stream);
        var before = new GuardsBefore(store, stream);
        await foreach (var batch in ReadingAhead.Of(DecodeAsync, DecodedAhead, stop))
        {
            // What a removal has not deleted yet is gone all the same.
            if (batch.Recorded.Version < cut?.Cut.First)
                continue;
            var first = !versions.HasBegun;
            var stage = await versions.OfAsync(batch.Recorded, stop);
            if (first && cut is not null)
                await stage.BeginAfterAsync(store, cut, batch.Recorded, stop);
            await stage.CrossAsync(store, batch.Recorded, stop);
            var guards = stage.IsGuarded ? await before.OfAsync(batch.Recorded, stop) : [];
            if (stage.Advance(batch) is not { } features)
            {
                if (batch.Rows is { } passed)
                    advanced(passed.Length);
                continue;
            }

            await room.WaitAsync(stop);
            yield return Task.Run(
                async () =>
                {
                    try
                    {
                        return await stage.FinishAsync(batch, features, guards, stop);
                    }
                    finally
                    {
                        room.Release();
                    }
                },
                CancellationToken.None
            );
        }
    }

    async IAsyncEnumerable<DecodedBatch> DecodeAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var batch in store.ReadBetweenAsync(stream, Since, options.To, stop))
            yield return DecodedBatch.Of(batch);
    }
}
