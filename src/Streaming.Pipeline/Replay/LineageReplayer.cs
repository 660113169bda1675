using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Replay.Computing;
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
    readonly InferenceOptions _inference = inference ?? new InferenceOptions();

    /// <summary>Get every replayed batch that has a row that counts.</summary>
    public IReadOnlyList<IReplaySink> Sinks { get; init; } = [];

    /// <exception cref="StreamingException">A batch is damaged, or the text of the topology that it was recorded under is not
    /// there.</exception>
    public async Task<ReplayReport> RunAsync(
        ReplayOptions options,
        IProgress<ReplayProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var plans = new RecordedPlans(plan, store.Topologies);
        var all = await plans.AllAsync(stop);
        var summaries = (await store.ListStreamsAsync(plan.Topology.Name, stop))
            .Where(s => all.Any(p => StageVersions.StageOf(p, s.Stream) is { } stage && Computes(stage)))
            .ToList();
        using var recorded = new RecordedModels(models, _inference);
        var whatIf = options.WhatIf is { } other ? new WhatIfRows(plan, other, EngineFingerprint.Of(_inference.Provider)) : null;
        var (done, total) = (0L, 0L);
        var streams = summaries.ConvertAll(s => new StreamReplay(
            store,
            s.Stream,
            new StageVersions(plans, all, store, s.Stream, (version, stage) =>
                new StageRecomputation(version, stage, options, recorded, _inference, s.Stream.IsRequests ? null : whatIf)
            ),
            options,
            // What callers asked for is compared; it is no part of what the pipeline emitted.
            s.Stream.IsRequests
                ? []
                : Sinks,
            rows => progress?.Report(new ReplayProgress(Interlocked.Add(ref done, rows), total))
        ));
        if (progress is not null)
        {
            foreach (var stream in streams)
                total += await stream.CountAsync(stop);
        }

        var reports = new ReplayReport[streams.Count];
        // The last stage has the most to do for a row: the long streams begin first, so that none is left over at the end.
        var order = Enumerable
            .Range(0, streams.Count)
            .OrderByDescending(i => summaries[i].Stream.Stage == plan.Final.Name)
            .ThenByDescending(i => summaries[i].Totals.Rows);
        await Parallel.ForEachAsync(
            order,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stop },
            async (i, ct) =>
            {
                reports[i] = await streams[i].RunAsync(ct);
            }
        );
        return reports.Aggregate(ReplayReport.Nothing, (sum, report) => sum.Plus(report));
    }

    static bool Computes(StagePlan stage) => stage.Final || stage.Features.Count > 0;
}
