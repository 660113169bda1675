using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Pipeline.Hosting;

namespace Streaming.Pipeline.Requests;

/// <summary>
/// The models that requests are scored with: the champion, as the registry has it, and a few other versions that callers named last.
/// Thread-safe.
/// </summary>
sealed class RequestModels : IAsyncDisposable
{
    /// <summary>Versions beside the champion that stay loaded.</summary>
    const int Most = 4;

    readonly IModelSource _source;
    readonly IReadOnlyList<string> _features;
    readonly InferenceOptions _inference;
    readonly ILogger _logger;
    readonly ModelSlot _champion = new();
    readonly SemaphoreSlim _loading = new(1);
    readonly List<(ModelVersion Version, ModelSlot Slot)> _named = [];
    readonly CancellationTokenSource _over = new();
    Task _watching = Task.CompletedTask;

    RequestModels(IModelSource source, IReadOnlyList<string> features, InferenceOptions inference, ILogger logger) =>
        (_source, _features, _inference, _logger) = (source, features, inference, logger);

    /// <exception cref="ModelException">The champion cannot be had.</exception>
    public static async Task<RequestModels> OpenAsync(
        IModelSource source,
        string name,
        IReadOnlyList<string> features,
        InferenceOptions inference,
        TimeProvider time,
        ILogger logger,
        CancellationToken stop
    )
    {
        var models = new RequestModels(source, features, inference, logger);
        var refresher = new ModelRefresher(new ChampionSource(source), name, features, inference, models._champion, logger);
        try
        {
            await refresher.RefreshAsync(stop);
        }
        catch
        {
            await models.DisposeAsync();
            throw;
        }

        models._watching = new ModelWatcher(refresher, name, time, logger).RunAsync(models._over.Token);
        return models;
    }

    /// <summary>The champion, held; null while there is none.</summary>
    public ModelLease? Champion() => _champion.Lease();

    /// <summary>A version, held.</summary>
    /// <exception cref="ModelException">It cannot be loaded, or takes other features.</exception>
    public async Task<ModelLease> OfAsync(ModelVersion version, CancellationToken stop)
    {
        if (Champion() is { } champion)
        {
            if (champion.Lineup.Champion!.Version == version)
                return champion;
            champion.Dispose();
        }

        await _loading.WaitAsync(stop);
        try
        {
            var found = _named.Find(n => n.Version == version);
            _named.Remove(found);
            var slot = found.Slot ?? await LoadAsync(version, stop);
            _named.Add((version, slot));
            if (_named.Count > Most)
            {
                _named[0].Slot.Dispose();
                _named.RemoveAt(0);
            }

            return slot.Lease()!.Value;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching;
        _champion.Dispose();
        foreach (var (_, slot) in _named)
            slot.Dispose();
        _loading.Dispose();
        _over.Dispose();
    }

    async Task<ModelSlot> LoadAsync(ModelVersion version, CancellationToken stop)
    {
        var model = OnnxModel.Load(await _source.LoadAsync(version, stop), _inference, _logger);
        try
        {
            model.CheckFeatures(_features);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        var slot = new ModelSlot();
        slot.Swap(new ServedLineup(new ServedModel(version, model)));
        return slot;
    }

    /// <summary>Versions that are tried score live rows and no requests.</summary>
    sealed class ChampionSource(IModelSource source) : IModelSource
    {
        public async Task<ServingModels> ServingAsync(string name, CancellationToken stop) =>
            ServingModels.Only((await source.ServingAsync(name, stop)).Champion);

        public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken stop) => source.LoadAsync(version, stop);
    }
}
