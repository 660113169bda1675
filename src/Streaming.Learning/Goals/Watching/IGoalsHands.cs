using Streaming.Inference.Serving;
using Streaming.Learning.Goals.History;

namespace Streaming.Learning.Goals.Watching;

/// <summary>What watching over goals needs of the world beside lineage. What is begun for one look can be begun twice: it happens
/// once.</summary>
public interface IGoalsHands
{
    /// <summary>The version that decides; null: none does.</summary>
    Task<int?> ChampionAsync(CancellationToken stop);

    /// <summary>The version before it, loaded; null: there is none. The caller lets go of it.</summary>
    Task<ServedModel?> BeforeAsync(CancellationToken stop);

    /// <summary>Somebody renews the model already.</summary>
    Task<bool> IsBusyAsync(CancellationToken stop);

    /// <summary>Begins what a look said.</summary>
    /// <returns>What was begun; without effect: it could not be.</returns>
    Task<GoalsOutcome> BeginAsync(GoalsEpisode planned, CancellationToken stop);

    /// <summary>What came of it; null: it is not over.</summary>
    Task<GoalsOutcome?> OutcomeAsync(GoalsEpisode acted, CancellationToken stop);
}

/// <summary>What came of something.</summary>
/// <param name="Effect">It changed something.</param>
/// <param name="What">A sentence.</param>
public sealed record GoalsOutcome(bool Effect, string What);
