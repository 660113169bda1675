using Streaming.Learning;
using Streaming.Topology.Model;

namespace Streaming.Application.Services;

/// <summary>The model of a topology that can be renewed: it has a name, and labels tell which version is better.</summary>
static class Renewed
{
    /// <summary>Its name.</summary>
    /// <exception cref="LearningException">There is none, or nothing would tell.</exception>
    public static string ModelOf(TopologyModel topology)
    {
        if (topology.Labels is null)
        {
            throw new LearningException(
                $"{topology.Name} has no labels, so that nothing would tell which version is better: declare them under 'labels', or "
                    + "promote the version yourself."
            );
        }

        return topology.Score.Model
            ?? throw new LearningException($"{topology.Name} names no model under score.model, so there is none to renew.");
    }
}
