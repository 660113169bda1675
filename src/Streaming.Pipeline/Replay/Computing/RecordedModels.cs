using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Explaining;
using Streaming.Pipeline.Guarding;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>The models that batches name, loaded once each.</summary>
sealed class RecordedModels(IModelSource source, InferenceOptions inference) : IDisposable
{
    readonly ConcurrentDictionary<ModelVersion, Lazy<Task<OnnxModel>>> _models = new();
    readonly ConcurrentDictionary<(ModelVersion Version, string Topology), Lazy<Task<VersionFacts>>> _facts = new();
    readonly ConcurrentDictionary<string, Explainers> _explainers = new(StringComparer.Ordinal);

    /// <summary>The models that scored a batch, by their places; null: the rule.</summary>
    /// <param name="header">Names them.</param>
    /// <param name="explained">The topology by which their scores are explained; null: nobody wants that.</param>
    /// <param name="guarded">The topology whose guards look at their scores; null: none does.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ModelException">The bytes of one are gone or altered.</exception>
    public async Task<IReadOnlyList<ServedModel?>> OfAsync(
        BatchHeader header,
        TopologyModel? explained,
        TopologyModel? guarded,
        CancellationToken stop
    )
    {
        if (header.ScoredBy.Count == 0)
            return [null];
        var models = new List<ServedModel?>();
        foreach (var named in header.ScoredBy)
        {
            models.Add(
                named.Role == ModelRole.Rule
                    ? null
                    : await OfAsync(new ModelVersion(named.Name, named.Version, named.Hash), explained, guarded, stop)
            );
        }

        return models;
    }

    async Task<ServedModel> OfAsync(ModelVersion version, TopologyModel? explained, TopologyModel? guarded, CancellationToken stop)
    {
        var model = await _models.GetOrAdd(version, v => new Lazy<Task<OnnxModel>>(() => LoadAsync(v, stop))).Value;
        return new ServedModel(
            version,
            model,
            explained is null ? null : await ExplainerAsync(version, explained, stop),
            guarded is not null && GuardedVersions.Of(source, guarded) is { } find
                ? await _facts.GetOrAdd((version, guarded.ContentHash), _ => new Lazy<Task<VersionFacts>>(() => find(version, stop))).Value
                : null
        );
    }

    Task<IScoreExplainer?> ExplainerAsync(ModelVersion version, TopologyModel topology, CancellationToken stop) =>
        _explainers.GetOrAdd(topology.ContentHash, _ => new Explainers(source, topology, NullLogger.Instance)).OfAsync(version, stop);

    public void Dispose()
    {
        foreach (var model in _models.Values)
        {
            if (model.IsValueCreated && model.Value.IsCompletedSuccessfully)
                model.Value.Result.Dispose();
        }
    }

    async Task<OnnxModel> LoadAsync(ModelVersion version, CancellationToken stop) =>
        OnnxModel.Load(await source.LoadAsync(version, stop), inference, NullLogger.Instance);
}
