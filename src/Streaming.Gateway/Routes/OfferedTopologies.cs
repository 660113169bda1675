using Streaming.Application.ListTopologies;
using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Gateway.Routes;

/// <summary>The topologies that callers may name. They name no paths: what a name means was said where the server was started.</summary>
sealed class OfferedTopologies
{
    readonly Dictionary<string, ListedTopology> _offered = new(StringComparer.Ordinal);

    /// <param name="topologies">As they were found.</param>
    /// <exception cref="StreamingException">Two have the same name.</exception>
    public OfferedTopologies(IEnumerable<ListedTopology> topologies)
    {
        foreach (var topology in topologies)
        {
            if (!_offered.TryAdd(topology.Name, topology))
            {
                throw new StreamingException(
                    $"{_offered[topology.Name].Word} and {topology.Word} both call themselves {topology.Name}: name one of them."
                );
            }
        }
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Words => [.. _offered.Values.Select(t => t.Word)];

    /// <summary>Those that somebody's roles hold for.</summary>
    public IReadOnlyList<string> WordsFor(Principal principal) =>
        principal.Scope is { } scope ? [.. Words.Where(scope.Topologies.Contains)] : Words;

    /// <summary>What operations know it by.</summary>
    /// <exception cref="StreamingException">It is not offered.</exception>
    public string WordOf(string name) =>
        _offered.TryGetValue(name, out var topology)
            ? topology.Word
            : throw new StreamingException($"This server offers no topology '{name}'. It offers: {string.Join(", ", _offered.Keys)}.")
            {
                Kind = FailureKind.Missing,
            };

    /// <summary>What belongs to some of them alone. A model that another one is scored by as well does not.</summary>
    public RoleScope ScopeOf(IReadOnlyList<string> names)
    {
        var within = _offered.Values.Where(t => names.Contains(t.Name)).ToList();
        var models = within.Select(t => t.Model).Except(_offered.Values.Except(within).Select(t => t.Model)).OfType<string>();
        return new RoleScope(
            new HashSet<string>([.. names, .. within.Select(t => t.Word)], StringComparer.Ordinal),
            models.ToHashSet(StringComparer.Ordinal)
        );
    }

    /// <summary>The name of what operations know by a word; any other text as it is.</summary>
    public string NameOf(string word) => _offered.Values.FirstOrDefault(t => t.Word == word)?.Name ?? word;
}
