using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Application.Services;
using Streaming.Events.Predictions;
using Streaming.Inference.Models;
using Streaming.Inference.Serving;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.ReplayLineage;

/// <summary>How a model for a what-if was named.</summary>
enum ReplayModelKind
{
    Rule,
    Version,
    File,
}

/// <summary>The model of a what-if, loaded.</summary>
sealed class ReplayModel : IDisposable
{
    ReplayModel(ServedModel? served, ScoredBy scoredBy) => (Scorer, ScoredBy) = (new WhatIfScorer(served), scoredBy);

    public WhatIfScorer Scorer { get; }

    public ScoredBy ScoredBy { get; }

    /// <summary>Null for the rule.</summary>
    public string? Hash => Scorer.Served?.Version.Hash;

    /// <summary>What the words name; null where they name nothing.</summary>
    public static ReplayModelKind? Kind(string words) =>
        words == "rule" ? ReplayModelKind.Rule
        : int.TryParse(words, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? ReplayModelKind.Version
        : Path.GetExtension(words).Equals(".onnx", StringComparison.OrdinalIgnoreCase) ? ReplayModelKind.File
        : null;

    /// <exception cref="StreamingException">There is no such model, or it was made for other features.</exception>
    public static async Task<ReplayModel> LoadAsync(
        string words,
        TopologyModel topology,
        ModelRegistry registry,
        ILogger logger,
        CancellationToken stop
    )
    {
        switch (Kind(words))
        {
            case ReplayModelKind.Rule:
                return topology.Score.Rule is null
                    ? throw new StreamingException(
                        $"{topology.Name} has no rule to score with: write one under score.rule, or name a model."
                    )
                    : new ReplayModel(null, ScoredBy.Rule);
            case ReplayModelKind.Version:
                var name = topology.Score.Model
                    ?? throw new StreamingException(
                        $"{topology.Name} names no model, so it has no versions: write score.model in the topology file, or name an "
                            + ".onnx file by its path."
                    )
                    {
                        Cure = Cure.NameModelFile,
                    };
                var registered = await registry.GetAsync(name, int.Parse(words, CultureInfo.InvariantCulture), stop);
                return Serve(
                    await registry.LoadAsync(new ModelVersion(registered.Name, registered.Version, registered.Hash), stop),
                    registered,
                    Path.GetFileName(words),
                    topology,
                    logger
                );
            default:
                var content = await ModelFiles.ReadAsync(words, stop);
                var known = topology.Score.Model is { } model ? await registry.FindByHashAsync(model, content.Hash, stop) : null;
                return Serve(
                    known is null ? ModelFiles.Understand(content, topology) : content.With(known.Description.Signature),
                    known,
                    Path.GetFileName(words),
                    topology,
                    logger
                );
        }
    }

    public void Dispose() => Scorer.Served?.Model.Dispose();

    static ReplayModel Serve(ModelContent content, RegisteredModel? registered, string file, TopologyModel topology, ILogger logger)
    {
        var version = registered is null
            ? new ModelVersion(file, 0, content.Hash)
            : new ModelVersion(registered.Name, registered.Version, content.Hash);
        return new ReplayModel(
            ModelFiles.Serve(content, version, topology, logger),
            new ScoredBy(version.Name, version.Version) { FileHash = registered is null ? content.Hash : null }
        );
    }
}
