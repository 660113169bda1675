using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Databases;

/// <summary>An administrator ends all sessions of the pipeline.</summary>
sealed class TerminateSessions() : Fault("terminate-sessions")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop) =>
        $"{await scene.Database.TerminateSessionsAsync(stop)} sessions";
}
