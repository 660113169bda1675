using Streaming.Topology.Model;

namespace Streaming.Learning.Fairness;

/// <summary>The attributes that a topology declares.</summary>
static class ProtectedAttributes
{
    /// <summary>One by its name; null where no name is given.</summary>
    /// <exception cref="LearningException">There is none of that name.</exception>
    internal static ProtectedAttribute? Find(TopologyModel topology, string? name)
    {
        if (name is null)
            return null;
        var declared = topology.Fairness?.Attributes ?? [];
        return declared.FirstOrDefault(attribute => attribute.Name == name)
            ?? throw new LearningException(
                declared.Count == 0
                    ? $"Topology {topology.Name} declares no attribute {name}: declare it under `fairness.groups` in the topology file."
                    : $"Topology {topology.Name} declares no attribute {name}, only {string.Join(", ", declared.Select(a => a.Name))}."
            );
    }
}
