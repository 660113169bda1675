using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Serving;

/// <summary>
/// Keeps a slot at the versions that a model source has in use: asked now and then, it loads what is new and swaps it in. A version that
/// is only tried and cannot be had is left out, and said once. Used by one caller at a time.
/// </summary>
/// <param name="source">The registry.</param>
/// <param name="name">Name of the model.</param>
/// <param name="features">What the topology computes, in order; a model for other features is never swapped in.</param>
/// <param name="options">How models are run.</param>
/// <param name="slot">What it keeps up to date.</param>
/// <param name="logger">Told of swaps.</param>
/// <param name="explainer">Makes what explains a version's scores; null: nobody wants them explained.</param>
/// <param name="facts">Finds what guards have to know of a version, and refuses one of which that is not known; null: they ask for
/// nothing.</param>
public sealed class ModelRefresher(
    IModelSource source,
    string name,
    IReadOnlyList<string> features,
    InferenceOptions options,
    ModelSlot slot,
    ILogger logger,
    Func<ModelVersion, ModelContent, CancellationToken, Task<IScoreExplainer?>>? explainer = null,
    Func<ModelVersion, CancellationToken, Task<VersionFacts>>? facts = null
)
{
    const string FeaturesChanged =
        " Where the features have just changed, name another model under score.model: the rule scores until it has a version in use.";

    ServingModels _serving = ServingModels.None;
    ServedLineup? _lineup;

    /// <summary>True where other versions were swapped in.</summary>
    /// <exception cref="ModelException">The champion cannot be loaded or does not fit; the slot stays as it was.</exception>
    public async Task<bool> RefreshAsync(CancellationToken stop)
    {
        SayFailures();
        var wanted = await source.ServingAsync(name, stop);
        // What decides stays until something else does.
        if (wanted == _serving || (wanted.Champion is null && _serving.Champion is not null))
            return false;

        var lineup = await LineUpAsync(wanted, stop);
        slot.Swap(lineup);
        if (wanted.Champion is { } champion && champion != _serving.Champion)
            InferenceLog.ModelSwapped(logger, champion.Name, champion.Version, champion.Hash);
        (_serving, _lineup) = (wanted, lineup);
        return true;
    }

    void SayFailures()
    {
        foreach (var challenger in _lineup?.Challengers ?? [])
        {
            if (challenger.TakeFailure() is { } reason)
                InferenceLog.ChallengerFails(logger, challenger.Served.Version.Version, name, reason);
        }
    }

    async Task<ServedLineup> LineUpAsync(ServingModels wanted, CancellationToken stop)
    {
        var champion = wanted.Champion is null ? null : await HoldAsync(wanted.Champion, FeaturesChanged, stop);
        var challengers = new List<Challenger>();
        try
        {
            if (wanted.Canary is { } canary)
                await TryAsync(canary, wanted.CanaryShare);
            foreach (var shadow in wanted.Shadows)
                await TryAsync(shadow, share: 0);
            return new ServedLineup(champion, challengers);
        }
        catch
        {
            new ServedLineup(champion, challengers).LetGo();
            throw;
        }

        async Task TryAsync(ModelVersion version, double share)
        {
            try
            {
                challengers.Add(new Challenger(await HoldAsync(version, advice: "", stop), share));
                InferenceLog.Challenges(logger, version.Version, name, share > 0 ? "canary" : "shadow", version.Hash);
            }
            catch (ModelException e)
            {
                InferenceLog.ChallengerNotTaken(logger, version.Version, name, e.Message);
            }
        }
    }

    /// <summary>The version as it is loaded already, held once more, or loaded.</summary>
    async Task<ServedModel> HoldAsync(ModelVersion version, string advice, CancellationToken stop)
    {
        var loaded = (ServedModel?[])[_lineup?.Champion, .. _lineup?.Challengers.Select(c => c.Served) ?? []];
        if (loaded.FirstOrDefault(m => m?.Version == version) is { } same && same.TryHold())
            return same;
        var content = await source.LoadAsync(version, stop);
        var known = facts is null ? null : await facts(version, stop);
        var model = OnnxModel.Load(content, options, logger);
        try
        {
            model.CheckFeatures(features);
            return new ServedModel(version, model, explainer is null ? null : await explainer(version, content, stop), known);
        }
        catch (ModelException e)
        {
            model.Dispose();
            throw new ModelException(e.Message + advice, e);
        }
    }
}
