using Streaming.Application.ListTopologies;
using Streaming.Topology;

namespace Streaming.Gateway.Inference;

/// <summary>The models that callers may ask: those of the topologies that are offered.</summary>
sealed class OfferedModels(IEnumerable<ListedTopology> topologies)
{
    readonly ILookup<string, ListedTopology> _offered = topologies
        .Where(t => t.Model is not null)
        .ToLookup(t => t.Model!, StringComparer.Ordinal);

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Names => [.. _offered.Select(m => m.Key)];

    /// <summary>What operations know the topology by whose model it is; null: it is not offered, or it is not clear whose it is.</summary>
    public string? WordOf(string model) => _offered[model].ToList() is [var one] ? one.Word : null;

    /// <summary>What operations know the topology by whose model it is.</summary>
    /// <exception cref="StreamingException">It is not offered, or it is not clear whose it is.</exception>
    public string TopologyOf(string model) =>
        _offered[model].ToList() switch
        {
            [var one] => one.Word,
            [] => throw new StreamingException($"This server offers no model '{model}'. It offers: {string.Join(", ", Names)}.")
            {
                Kind = FailureKind.Missing,
            },
            var several => throw new StreamingException(
                $"Model {model} is of several topologies here, which may decide differently: "
                    + $"{string.Join(", ", several.Select(t => t.Name))}. Serve one of them."
            ),
        };
}
