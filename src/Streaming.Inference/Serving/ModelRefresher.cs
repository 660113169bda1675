using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Serving;

/// <summary>
/// Keeps a slot at the version that a model source has in use: asked now and then, it loads another version where there is
/// one and swaps it in. Used by one caller at a time.
/// </summary>
/// <param name="source">The registry.</param>
/// <param name="name">Name of the model.</param>
/// <param name="features">What the topology computes, in order; a model for other features is never swapped in.</param>
/// <param name="options">How models are run.</param>
/// <param name="slot">What it keeps up to date.</param>
/// <param name="logger">Told of swaps.</param>
public sealed class ModelRefresher(
    IModelSource source,
    string name,
    IReadOnlyList<string> features,
    InferenceOptions options,
    ModelSlot slot,
    ILogger logger
)
{
    ModelVersion? _loaded;

    /// <summary>True where another version was swapped in.</summary>
    /// <exception cref="ModelException">The version in use cannot be loaded or does not fit; the slot stays as it was.</exception>
    public async Task<bool> RefreshAsync(CancellationToken stop)
    {
        var current = (await source.ServingAsync(name, stop)).Champion;
        if (current is null || current == _loaded)
            return false;

        var content = await source.LoadAsync(current, stop);
        var model = OnnxModel.Load(content, options, logger);
        try
        {
            model.CheckFeatures(features);
        }
        catch (ModelException e)
        {
            model.Dispose();
            throw new ModelException(
                $"{e.Message} Where the features have just changed, name another model under score.model: the rule scores until it has a "
                    + "version in use.",
                e
            );
        }

        slot.Swap(new ServedModel(current, model));
        _loaded = current;
        InferenceLog.ModelSwapped(logger, current.Name, current.Version, current.Hash);
        return true;
    }
}
