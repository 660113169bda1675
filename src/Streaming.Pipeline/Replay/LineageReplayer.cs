using System.Threading.Channels;
using Apache.Arrow;
using Streaming.Features;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Scoring;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay;

/// <summary>Rows gone through so far, of how many.</summary>
public readonly record struct ReplayProgress(long Done, long Total);

/// <summary>
/// Computes recorded batches again from what they were computed from (the recorded rows and labels, in their recorded
/// order, and the recorded model) and compares features, scores and decisions bit for bit. Stage partitions are
/// independent of one another, so the result does not depend on how many run at a time.
/// </summary>
public sealed class LineageReplayer(PipelinePlan plan, LineageStore store, IModelSource models, InferenceOptions? inference = null)
{
    private readonly InferenceOptions _inference = inference ?? new InferenceOptions();

    /// <exception cref="StreamingException">A batch is damaged, or was recorded under another text of the topology.</exception>
    public async Task<ReplayReport> RunAsync(ReplayOptions options, IProgress<ReplayProgress>? progress = null, CancellationToken stop = default)
    {
        var streams = (await store.ListStreamsAsync(plan.Topology.Name, stop))
            .Where(s => plan.Stages.Any(p => p.Name == s.Stream.Stage && Computes(p)))
            .ToList();
        var total = streams.Sum(s => s.Totals.Rows);
        var reports = new ReplayReport[streams.Count];
        using var recorded = new RecordedModels(models, _inference);
        long done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, streams.Count), new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stop }, async (i, ct) =>
        {
            var stage = plan.Stages.First(p => p.Name == streams[i].Stream.Stage);
            reports[i] = await ReplayAsync(
                stage, streams[i].Stream, options, recorded, rows => progress?.Report(new ReplayProgress(Interlocked.Add(ref done, rows), total)), ct);
        });
        return reports.Aggregate(ReplayReport.Nothing, (sum, report) => sum.Plus(report));
    }

    private static bool Computes(StagePlan stage) => stage.Final || stage.Features.Count > 0;

    private async Task<ReplayReport> ReplayAsync(
        StagePlan stage, StreamKey stream, ReplayOptions options, RecordedModels recorded, Action<int> advanced, CancellationToken stop)
    {
        var features = new FeatureEngine(stage, plan.Topology);
        using var slot = new ModelSlot();
        var scorer = stage.Final ? new Scorer(plan.Topology, slot, EngineFingerprint.Of(_inference.Provider)) : null;
        var report = ReplayReport.Nothing;
        await foreach (var batch in ReadAheadAsync(stream, options, features.Horizon, stop))
        {
            Refuse(batch);
            var rows = batch.Table(TableNames.Rows);
            var labels = batch.Table(TableNames.Labels);
            var given = rows is null ? null : Given(rows, stage);
            var replayed = features.Process(given, labels, RecordedBatch.Before(labels), batch.Header.Clock);
            if (rows is null || replayed is null) continue;
            if (scorer is not null) replayed = scorer.Score(replayed, await recorded.OfAsync(batch.Header, stop)).Rows;
            report = report.Plus(new RowComparison(batch, rows, replayed).Compare(given!.Schema.FieldsList.Count, options, scorer?.Fingerprint ?? ""));
            advanced(rows.Length);
        }

        return report;
    }

    /// <summary>Reads a few batches ahead, so that the database and the computation work at the same time.</summary>
    private async IAsyncEnumerable<LineageBatch> ReadAheadAsync(
        StreamKey stream, ReplayOptions options, TimeSpan horizon, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var ahead = Channel.CreateBounded<LineageBatch>(8);
        var since = options.From <= long.MinValue + (long)horizon.TotalMicroseconds ? long.MinValue : options.From - (long)horizon.TotalMicroseconds;
        var reading = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var batch in store.ReadSinceAsync(stream, since, stop)) await ahead.Writer.WriteAsync(batch, stop);
                    ahead.Writer.Complete();
                }
                catch (Exception e)
                {
                    ahead.Writer.Complete(e);
                }
            },
            stop);
        await foreach (var batch in ahead.Reader.ReadAllAsync(stop)) yield return batch;
        await reading;
    }

    private void Refuse(LineageBatch batch)
    {
        if (batch.Header.TopologyHash != plan.Topology.ContentHash)
            throw new StreamingException(
                $"Batch {batch.Stream}/{batch.Version} was recorded under version {batch.Header.TopologyVersion} of the topology file with hash {batch.Header.TopologyHash[..12]}, "
                + $"this file is version {plan.Topology.Version} with hash {plan.Topology.ContentHash[..12]}. Replay with the file as it was then.");
    }

    /// <summary>The columns the stage was given: all but the features it computed, the score and the decision.</summary>
    private static RecordBatch Given(RecordBatch rows, StagePlan stage)
    {
        var count = rows.Schema.FieldsList.Count - stage.Features.Count - (stage.Final ? 2 : 0);
        return new RecordBatch(
            new Schema(rows.Schema.FieldsList.Take(count), metadata: null),
            Enumerable.Range(0, count).Select(rows.Column),
            rows.Length);
    }
}
