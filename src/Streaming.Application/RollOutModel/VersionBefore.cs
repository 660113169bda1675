using Microsoft.Extensions.Logging;
using Streaming.Application.Services;
using Streaming.Inference.Models;
using Streaming.Inference.Serving;
using Streaming.Models;
using Streaming.Models.States;
using Streaming.Topology.Model;

namespace Streaming.Application.RollOutModel;

/// <summary>The version that was champion before another, loaded once.</summary>
sealed class VersionBefore(ModelRegistry registry, TopologyModel topology, ILogger logger) : IDisposable
{
    ServedModel? _served;

    /// <summary>Null where there was none, or it does something else by now.</summary>
    /// <exception cref="ModelException">It cannot be loaded, or was made for other features.</exception>
    public async Task<ServedModel?> OfAsync(RegisteredModel champion, CancellationToken stop)
    {
        if (_served is not null)
            return _served;
        var before = (await registry.ListAsync(stop))
            .Where(m => m.Name == champion.Name && m.State is Retired { Successor: var successor } && successor == champion.Version)
            .MaxBy(m => m.State.Since);
        if (before is null)
            return null;
        var version = new ModelVersion(before.Name, before.Version, before.Hash);
        return _served = ModelFiles.Serve(await registry.LoadAsync(version, stop), version, topology, logger);
    }

    public void Dispose() => _served?.Model.Dispose();
}
