using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>The models that batches name, loaded once each.</summary>
sealed class RecordedModels(IModelSource source, InferenceOptions inference) : IDisposable
{
    readonly ConcurrentDictionary<ModelVersion, Lazy<Task<OnnxModel>>> _models = new();

    /// <summary>The models that scored a batch, by their places; null: the rule.</summary>
    /// <exception cref="ModelException">The bytes of one are gone or altered.</exception>
    public async Task<IReadOnlyList<ServedModel?>> OfAsync(BatchHeader header, CancellationToken stop)
    {
        if (header.ScoredBy.Count == 0)
            return [null];
        var models = new List<ServedModel?>();
        foreach (var named in header.ScoredBy)
            models.Add(named.Role == ModelRole.Rule ? null : await OfAsync(new ModelVersion(named.Name, named.Version, named.Hash), stop));
        return models;
    }

    async Task<ServedModel> OfAsync(ModelVersion version, CancellationToken stop)
    {
        var model = await _models.GetOrAdd(version, v => new Lazy<Task<OnnxModel>>(() => LoadAsync(v, stop))).Value;
        return new ServedModel(version, model);
    }

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
