using System.Runtime.CompilerServices;
using Streaming.Lineage;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>
/// Replays one stage partition. Reading and decoding, features, scores with the comparison, and the sinks work at the same
/// time on batches that follow one another, so that few stage partitions keep many processors busy too; the sinks see the
/// batches in their order.
/// </summary>
internal sealed class StreamReplay(LineageStore store, StreamKey stream, StageRecomputation stage, ReplayOptions options, IReadOnlyList<IReplaySink> sinks)
{
    private const int DecodedAhead = 4;
    private const int ScoredAhead = 4;

    public async Task<ReplayReport> RunAsync(Action<int> advanced, CancellationToken stop)
    {
        var report = ReplayReport.Nothing;
        using var room = new SemaphoreSlim(ScoredAhead);
        try
        {
            await foreach (var scoring in ReadingAhead.Of(ended => ScoresAsync(room, ended), ScoredAhead, stop))
            {
                var batch = await scoring;
                report = report.Plus(batch.Comparison);
                foreach (var sink in sinks) await sink.TakeAsync(batch, stop);
                advanced(batch.Rows.Length);
            }

            return report;
        }
        finally
        {
            // Whatever ends the replay, no model is freed under a batch that is still being scored.
            for (var under = 0; under < ScoredAhead; under++) await room.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Scores and comparisons under way, in the order of their batches.</summary>
    private async IAsyncEnumerable<Task<ReplayedBatch>> ScoresAsync(SemaphoreSlim room, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var batch in ReadingAhead.Of(DecodeAsync, DecodedAhead, stop))
        {
            if (stage.Advance(batch) is not { } features) continue;
            await room.WaitAsync(stop);
            yield return Task.Run(
                async () =>
                {
                    try
                    {
                        return await stage.FinishAsync(batch, features, stop);
                    }
                    finally
                    {
                        room.Release();
                    }
                },
                CancellationToken.None);
        }
    }

    private async IAsyncEnumerable<DecodedBatch> DecodeAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var horizon = (long)stage.Horizon.TotalMicroseconds;
        var since = options.From <= long.MinValue + horizon ? long.MinValue : options.From - horizon;
        await foreach (var batch in store.ReadSinceAsync(stream, since, stop)) yield return DecodedBatch.Of(batch);
    }
}
