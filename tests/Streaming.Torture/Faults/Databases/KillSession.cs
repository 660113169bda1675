using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Databases;

/// <summary>kill -9 of a session's process: PostgreSQL ends all sessions and recovers from its log.</summary>
sealed class KillSession() : Fault("kill-session")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop) =>
        await scene.Database.KillSessionAsync(stop) ? "and PostgreSQL recovers" : null;
}
