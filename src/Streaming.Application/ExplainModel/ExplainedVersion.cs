using System.Globalization;
using Streaming.Application.Services;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Models;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>A version in the registry, named as <c>name:version</c>.</summary>
sealed record ExplainedVersion(string Name, int Version)
{
    /// <summary>Null for words that name a file: one that is there, or cannot be a version.</summary>
    public static ExplainedVersion? Of(string words) =>
        words.LastIndexOf(':') is > 0 and var at
        && int.TryParse(words.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && version > 0
        && !File.Exists(words)
            ? new ExplainedVersion(words[..at], version)
            : null;

    /// <summary>Its file, with the way in which it is served.</summary>
    /// <exception cref="StreamingException">There is no such version.</exception>
    public async Task<ModelContent> ContentAsync(StreamingServices services, CancellationToken stop)
    {
        var (_, _, content) = await FindAsync(services, stop);
        return content;
    }

    /// <summary>Its trees, with the covers that were counted when it was trained.</summary>
    /// <exception cref="StreamingException">There is no such version, or it holds no trees.</exception>
    public async Task<TreeEnsemble> ReadAsync(StreamingServices services, int? output, CancellationToken stop)
    {
        var (registry, found, content) = await FindAsync(services, stop);
        var ensemble = OnnxTrees.Read(content.Bytes.ToArray(), output);
        return found.Description.Training?.Covers is { } hash
            ? ensemble.WithCovers(TreeCovers.FromBytes((await registry.LoadAsync(hash, stop)).Bytes.Span))
            : ensemble;
    }

    async Task<(ModelRegistry Registry, RegisteredModel Found, ModelContent Content)> FindAsync(
        StreamingServices services,
        CancellationToken stop
    )
    {
        var registry = await services.ModelsAsync(stop);
        var found = await registry.GetAsync(Name, Version, stop);
        return (registry, found, await registry.LoadAsync(new ModelVersion(found.Name, found.Version, found.Hash), stop));
    }
}
