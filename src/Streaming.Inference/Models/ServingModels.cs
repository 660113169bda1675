namespace Streaming.Inference.Models;

/// <summary>The versions of a model that stages are to score with, and in which roles. Equal where all of them are, one by one.</summary>
/// <param name="Champion">The one that decides; null while there is none.</param>
/// <param name="Canary">The one that decides for a share of the keys; null where there is none.</param>
/// <param name="CanaryShare">That share: above 0 and at most 0.5; 0 without a canary.</param>
/// <param name="Shadows">Those that score everything and decide nothing, by version; four at most.</param>
public sealed record ServingModels(ModelVersion? Champion, ModelVersion? Canary, double CanaryShare, IReadOnlyList<ModelVersion> Shadows)
{
    /// <summary>Of a name without versions, or without any that serves.</summary>
    public static ServingModels None { get; } = new(null, null, 0, []);

    /// <summary>A champion and nobody beside it.</summary>
    public static ServingModels Only(ModelVersion? champion) => champion is null ? None : new(champion, null, 0, []);

    /// <inheritdoc/>
    public bool Equals(ServingModels? other) =>
        other is not null
        && Champion == other.Champion
        && Canary == other.Canary
        && CanaryShare.Equals(other.CanaryShare)
        && Shadows.SequenceEqual(other.Shadows);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Champion, Canary, CanaryShare, Shadows.Count);
}
