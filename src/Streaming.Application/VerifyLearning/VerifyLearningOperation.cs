using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.VerifyLearning;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record VerifyLearningRequest;

/// <summary>What a check of all learning runs, and of what was done for goals, found.</summary>
/// <param name="Sound">Every event is the one that was sealed.</param>
/// <param name="Runs">Sound ones.</param>
/// <param name="Faults">The first fault of each other one, by name and version.</param>
public sealed record VerifiedLearning(bool Sound, int Runs, IReadOnlyList<string> Faults)
{
    /// <summary>Sound histories of what was done for goals, one a topology.</summary>
    public required int Goals { get; init; }
}

/// <summary>Checks the seals of learning runs and of what was done for goals.</summary>
public sealed class VerifyLearningOperation()
    : Operation<VerifyLearningRequest, VerifiedLearning>(new OperationInfo("learning.verify", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(VerifyLearningRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<VerifiedLearning> RunAsync(
        VerifyLearningRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var runs = await (await services.RunsAsync(stop)).WalkAsync(stop);
        var goals = await (await services.GoalsAsync(stop)).WalkAsync(stop);
        string[] faults = [.. runs.Faults.Concat(goals.Faults).Select(f => f.Message)];
        return new VerifiedLearning(faults.Length == 0, runs.Heads.Count, faults) { Goals = goals.Heads.Count };
    }
}
