using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Refusals;

/// <summary>
/// The database is restored from a backup that is older than what is emitted. The pipeline must refuse to work; a newer backup,
/// here the data as they were, is the cure.
/// </summary>
sealed class OlderBackup() : Fault("older-backup")
{
    public override string? WhyNot(TortureOptions options) =>
        options.Learning ? "who renews the model would go on by the older backup, which nobody restores" : null;

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        await scene.Database.BackUpAsync(stop);
        // Every partition has to emit something that the backup does not know.
        if (!await scene.CaughtUpAsync(stop))
            return null;
        await Task.Delay(Since, stop);
        if (!await scene.CaughtUpAsync(stop))
            return null;
        var killed = random.Next(2) > 0;
        var running = scene.Fleet.Running;
        foreach (var process in running)
            await (killed ? process.KillForGoodAsync() : process.StopAsync());
        await scene.Database.SwapBackupAsync(stop);
        await Refusal.ExpectAsync(scene, running[0], ["restored from an older backup", "restore a newer backup"], stop);
        await scene.Database.SwapBackupAsync(stop);
        scene.Database.DropBackup();
        foreach (var process in running)
            process.Start();
        return $"{running.Count} processes {(killed ? "killed" : "stopped")}";
    }

    /// <summary>How much older the backup is.</summary>
    static readonly TimeSpan Since = TimeSpan.FromSeconds(5);
}
