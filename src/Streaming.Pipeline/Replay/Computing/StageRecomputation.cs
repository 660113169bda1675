using Apache.Arrow;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Features;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Guarding;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Replay.Comparing;
using Streaming.Pipeline.Rescaling;
using Streaming.Pipeline.Scoring;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>
/// Computes the batches of one stage partition again that one version of the topology recorded: <see cref="Advance"/> in their order, as
/// features hang on what came
/// before; <see cref="FinishAsync"/> in any order and several at a time, as scores hang on their row alone.
/// </summary>
sealed class StageRecomputation
{
    readonly PipelinePlan _plan;
    readonly StagePlan _stage;
    readonly ReplayOptions _options;
    readonly RecordedModels _models;
    readonly Scorer? _scorer;
    readonly RowGuards? _guards;
    readonly WhatIfRows? _whatIf;
    readonly TopologyModel? _explained;
    FeatureEngine _features;
    long _marker;

    public StageRecomputation(
        PipelinePlan plan,
        StagePlan stage,
        ReplayOptions options,
        RecordedModels models,
        InferenceOptions inference,
        WhatIfRows? whatIf
    )
    {
        (_plan, _stage, _options, _models, _whatIf) = (plan, stage, options, models, whatIf);
        // What callers ask a model for is not explained.
        _explained = stage.Name == StreamKey.Requests || plan.Topology.Explain?.When is null ? null : plan.Topology;
        // And no guard stands between callers and the model's answer.
        _guards = !stage.Final || stage.Name == StreamKey.Requests ? null : RowGuards.Of(plan.Topology);
        _features = new FeatureEngine(stage, plan.Topology);
        _scorer = stage.Final ? new Scorer(plan.Topology, new ModelSlot(), EngineFingerprint.Of(inference.Provider)) : null;
    }

    /// <summary>Decisions hang on what guards had counted before their batch.</summary>
    public bool IsGuarded => _guards is not null;

    /// <summary>How far before the first row that counts reading must begin.</summary>
    public TimeSpan Horizon => _features.Horizon;

    /// <summary>What came before the stream's first batch was removed: state begins with what was stored then.</summary>
    /// <param name="store">The lineage.</param>
    /// <param name="cut">What was removed.</param>
    /// <param name="batch">The first batch.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">That is not there.</exception>
    public async Task BeginAfterAsync(LineageStore store, RecordedCut cut, LineageBatch batch, CancellationToken stop)
    {
        if (batch.Header.RescaledAt < cut.Cut.First)
            _marker = batch.Header.RescaledAt;
        if (cut.Cut.Snapshot is { } hash && Horizon > TimeSpan.Zero)
            _features.Restore(await store.ReadSnapshotAsync(batch.Stream, new SnapshotReference(cut.Cut.First - 1, hash), stop));
    }

    /// <summary>Where the next batch lies beyond a rescale marker, state begins anew with what recovery restored there.</summary>
    public async Task CrossAsync(LineageStore store, LineageBatch batch, CancellationToken stop)
    {
        var marker = batch.Header.RescaledAt;
        if (marker == _marker)
            return;
        _marker = marker;
        await RestoreAsync(store, batch.Stream, marker, stop);
    }

    /// <summary>The batch is the first of this version of the topology, after those of another: state begins with what recovery restored
    /// there.</summary>
    public Task TakeOverAsync(LineageStore store, LineageBatch batch, CancellationToken stop)
    {
        _marker = batch.Header.RescaledAt;
        return RestoreAsync(store, batch.Stream, Math.Max(_marker, batch.Version - 1), stop);
    }

    /// <summary>Takes the next batch into the state; gives its features, or null where none of its rows counts.</summary>
    public RecordBatch? Advance(DecodedBatch batch)
    {
        var header = batch.Recorded.Header;
        if (!_stage.Final && _stage.Features.Count == 0)
            return null;
        var before = RecordedBatch.Before(batch.Labels);
        var given = batch.Rows is { Length: > 0 } rows ? Columns(rows, Given(rows)) : null;
        if (given is not null && header.MaxTime >= _options.From && header.MinTime < _options.To)
            return _features.Process(given, batch.Labels, before, header.Watermark);
        _features.Replay(given, batch.Labels, before, header.Watermark);
        return null;
    }

    /// <summary>Scores what <see cref="Advance"/> gave, and compares.</summary>
    /// <param name="batch">As it was recorded.</param>
    /// <param name="replayed">Its rows with their features.</param>
    /// <param name="guards">What guards had counted before it, as the batch before recorded it.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ReplayedBatch> FinishAsync(
        DecodedBatch batch,
        RecordBatch replayed,
        IReadOnlyList<GuardState> guards,
        CancellationToken stop
    )
    {
        var rows = batch.Rows!;
        RecordBatch? whatIf = null;
        GuardedRows? guarded = null;
        if (_scorer is not null)
        {
            var deciders = new RowDeciders(
                await _models.OfAsync(batch.Recorded.Header, _explained, IsGuarded ? _plan.Topology : null, stop),
                DecidedBy(rows)
            );
            replayed = _scorer.ScoreAgain(replayed, deciders.Models, deciders.DecidedBy);
            guarded = _guards?.Guard(replayed, deciders, guards, batch.Recorded.Header.Watermark);
            replayed = guarded?.Rows ?? replayed;
            whatIf = _whatIf?.Of(rows);
        }

        var comparison = new RowComparison(batch.Recorded, rows, replayed, guarded).Compare(
            Given(rows),
            _options,
            _scorer?.Fingerprint ?? ""
        );
        return new ReplayedBatch(_plan, _stage, batch.Recorded, rows, replayed, whatIf, comparison);
    }

    /// <summary>How many columns the stage was given: all but the features it computed, the score, the decision, and what else became of
    /// the rows.</summary>
    int Given(RecordBatch rows) => rows.ColumnCount - _stage.Features.Count - (_stage.Final ? 2 + RecordColumns.CountOutcomes(rows) : 0);

    static byte[]? DecidedBy(RecordBatch rows) =>
        Events.Rows.Columns.Has(rows, RecordColumns.DecidedBy) ? Events.Rows.Columns.UInt8(rows, RecordColumns.DecidedBy).ToArray() : null;

    static RecordBatch Columns(RecordBatch rows, int count) =>
        new(new Schema(rows.Schema.FieldsList.Take(count), metadata: null), Enumerable.Range(0, count).Select(rows.Column), rows.Length);

    async Task RestoreAsync(LineageStore store, StreamKey stream, long version, CancellationToken stop)
    {
        _features = new FeatureEngine(_stage, _plan.Topology);
        var restore = new StateRestore(_stage, _plan.Topology, store, useSnapshots: false, NullLogger.Instance);
        await foreach (var at in store.ReadAsync(stream, version, version, stop))
            await restore.RestoreAsync(at.AsTail(), _features, [], stop);
    }
}
