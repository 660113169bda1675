using Streaming.Models;

namespace Streaming.Application.RollOutModel;

/// <summary>What came of a rollout.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Promoted">It is the champion.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Why">In words.</param>
/// <param name="History">How it came there.</param>
public sealed record RolledOutModel(string Name, int Version, bool Promoted, string State, string Why, IReadOnlyList<ModelStep> History)
{
    /// <summary>It was shown to be better, and a person is to promote it.</summary>
    public bool Awaits { get; init; }
}
