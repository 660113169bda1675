using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Streaming.Explanations;
using Streaming.Inference.Models;
using Streaming.Inference.Serving;
using Streaming.Pipeline.Hosting;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Explaining;

/// <summary>Prepares what explains the versions of a topology's model, once for each: tables take up to some tenths of a second.</summary>
sealed class Explainers(IModelSource source, TopologyModel topology, ILogger logger)
{
    readonly ConcurrentDictionary<ModelVersion, Task<IScoreExplainer?>> _made = new();

    /// <summary>For a topology that has decisions explained; null for others.</summary>
    public static Explainers? Of(IModelSource source, TopologyModel topology, ILogger logger) =>
        topology.Explain?.When is null ? null : new Explainers(source, topology, logger);

    /// <summary>What explains a version; null where nothing can, which is said in the log.</summary>
    public Task<IScoreExplainer?> OfAsync(ModelVersion version, ModelContent content, CancellationToken stop) =>
        _made.GetOrAdd(version, _ => MakeAsync(version, content, stop));

    /// <summary>The same of a version that is not loaded.</summary>
    public Task<IScoreExplainer?> OfAsync(ModelVersion version, CancellationToken stop) =>
        _made.GetOrAdd(version, _ => MakeAsync(version, content: null, stop));

    async Task<IScoreExplainer?> MakeAsync(ModelVersion version, ModelContent? content, CancellationToken stop)
    {
        try
        {
            content ??= await source.LoadAsync(version, stop);
            string[] features = [.. topology.Features.Select(f => f.Name)];
            return new ScoreExplainer(VersionTrees.Of(content, await source.CoversAsync(version, stop), features), features);
        }
        catch (ExplanationException e)
        {
            PipelineLog.NotExplained(logger, version.Name, version.Version, e.Message);
            return null;
        }
        catch
        {
            // Whatever it is, another try may succeed.
            _made.TryRemove(version, out _);
            throw;
        }
    }
}
