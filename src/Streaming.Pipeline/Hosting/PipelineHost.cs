using Akka.Actor;
using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Explaining;
using Streaming.Pipeline.Guarding;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Sessions;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Hosting;

/// <summary>
/// A topology running in this process: every stage of its plan, each in sessions of its own, over one lineage store.
/// <see cref="Pipelines"/> starts it.
/// </summary>
public sealed class PipelineHost : IAsyncDisposable
{
    readonly PipelineActors _actors;
    readonly LineageStore _store;
    readonly ModelSlot _models;
    readonly CancellationTokenSource _stopping = new();
    readonly PipelineMeter _meter;
    readonly Task _running;

    PipelineHost(
        PipelinePlan plan,
        PipelineSettings settings,
        TopicLayout layout,
        LineageStore store,
        RecordedPlans plans,
        TopologyGate gate,
        ModelWatcher? watcher,
        ModelSlot models,
        PipelineActors actors,
        InferenceOptions inference,
        ILoggerFactory loggers,
        TimeProvider time
    )
    {
        _store = store;
        _models = models;
        _actors = actors;
        _meter = new PipelineMeter(plan.Topology.Name, plan.Stages.Select(s => s.Name));
        var fingerprint = EngineFingerprint.Of(inference.Provider);
        var stages = new List<Task>();
        foreach (var (stage, metrics) in plan.Stages.Zip(_meter.Stages))
        {
            stages.Add(
                new StageRunner(
                    new StageContext
                    {
                        Plan = plan,
                        Stage = stage,
                        Layout = layout,
                        Settings = settings,
                        Store = store,
                        Plans = plans,
                        Gate = gate,
                        Models = models,
                        Fingerprint = fingerprint,
                        Actors = _actors,
                        Metrics = metrics,
                        Time = time,
                        Logger = loggers.CreateLogger("Streaming.Pipeline." + stage.Name),
                    }
                ).RunAsync(_stopping.Token)
            );
        }

        if (watcher is not null)
            stages.Add(watcher.RunAsync(_stopping.Token));
        _running = RunAllAsync(stages);
    }

    /// <summary>Completes when the pipeline has stopped; faults with what stopped it.</summary>
    public Task Completion => _running;

    /// <summary>Counters by stage, in flow order.</summary>
    public IReadOnlyList<StageSnapshot> Snapshot() => [.. _meter.Stages.Select(m => m.Snapshot())];

    /// <inheritdoc cref="Pipelines.StartAsync"/>
    internal static async Task<PipelineHost> StartAsync(
        PipelinePlan plan,
        PipelineSettings settings,
        ActorSystem actors,
        IModelSource? models,
        InferenceOptions inference,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var store = await OpenStoreAsync(settings, loggers, stop);
        var slot = new ModelSlot();
        try
        {
            var plans = new RecordedPlans(plan, store.Topologies);
            var gate = new TopologyGate(plan, store, plans);
            await gate.PassAsync(stop);
            var watcher =
                models is not null && plan.Topology.Score.Model is { } name
                    ? await WatchAsync(plan, name, models, slot, inference, time, loggers, stop)
                    : null;
            RefuseNothingThatScores(plan.Topology, slot);
            var layout = await TopicSetup.EnsureAsync(plan, settings);
            await gate.RecordAsync(time.GetUtcNow(), stop);
            return new PipelineHost(
                plan,
                settings,
                layout,
                store,
                plans,
                gate,
                watcher,
                slot,
                new PipelineActors(actors),
                inference,
                loggers,
                time
            );
        }
        catch
        {
            slot.Dispose();
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Finishes the commits under way and stops; what was read and not recorded is read again next time.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _actors.GoneAsync();
        _meter.Dispose();
        _models.Dispose();
        await _store.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Takes the version in use before anything runs: a model that does not fit is an error here, not later.</summary>
    static async Task<ModelWatcher> WatchAsync(
        PipelinePlan plan,
        string name,
        IModelSource models,
        ModelSlot slot,
        InferenceOptions inference,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken stop
    )
    {
        var logger = loggers.CreateLogger("Streaming.Pipeline.Models");
        var refresher = new ModelRefresher(
            models,
            name,
            [.. plan.Topology.Features.Select(f => f.Name)],
            inference,
            slot,
            logger,
            Explainers.Of(models, plan.Topology, logger) is { } explainers ? explainers.OfAsync : null,
            GuardedVersions.Of(models, plan.Topology)
        );
        await refresher.RefreshAsync(stop);
        return new ModelWatcher(refresher, name, time, logger);
    }

    static void RefuseNothingThatScores(TopologyModel topology, ModelSlot slot)
    {
        using var lease = slot.Lease();
        if (lease?.Lineup.Champion is null && topology.Score.Rule is null)
        {
            throw new StreamingException(
                $"Nothing scores {topology.Name}: model {topology.Score.Model} has no version in use, and the topology has no rule. "
                    + "Promote one, or declare score.rule, which scores until there is one."
            )
            {
                Cure = topology.Score.Model is { } model ? Cure.Promote(model) : null,
            };
        }
    }

    static async Task<LineageStore> OpenStoreAsync(PipelineSettings settings, ILoggerFactory loggers, CancellationToken stop)
    {
        var store = new LineageStore(settings.Postgres, loggers: loggers);
        try
        {
            await store.EnsureSchemaAsync(stop);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    async Task RunAllAsync(List<Task> stages)
    {
        var first = await Task.WhenAny(stages);
        // A stage ends only when the pipeline does: asked to, or because this one cannot go on.
        await _stopping.CancelAsync();
        try
        {
            await Task.WhenAll(stages);
        }
        finally
        {
            await first;
        }
    }
}
