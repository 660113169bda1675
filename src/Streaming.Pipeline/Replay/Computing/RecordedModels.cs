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

    /// <summary>The model that scored a batch; null where the rule did.</summary>
    /// <exception cref="ModelException">Its bytes are gone or altered.</exception>
    public async Task<ServedModel?> OfAsync(BatchHeader header, CancellationToken stop)
    {
        if (header.Model is not { } named)
            return null;
        var version = new ModelVersion(named.Name, named.Version, named.Hash);
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
