namespace Streaming.Learning.Rollouts;

/// <summary>What a rollout does next.</summary>
public enum RolloutMove
{
    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Lets it score everything and decide nothing.</summary>
    Shadow,

    /// <summary>Lets it decide about a share of the keys.</summary>
    Canary,

    /// <summary>Lets it decide.</summary>
    Promote,

    /// <summary>Nothing: it was shown to be better, and a person is to promote it.</summary>
    Hold,

    /// <summary>Ends it before it has decided anything.</summary>
    Reject,

    /// <summary>Takes back what it decides.</summary>
    RollBack,

    /// <summary>There is nothing left to do.</summary>
    End,
}

/// <summary>What a rollout does next, and why.</summary>
/// <param name="Move">What.</param>
/// <param name="Why">In a sentence.</param>
public sealed record RolloutStep(RolloutMove Move, string Why);
