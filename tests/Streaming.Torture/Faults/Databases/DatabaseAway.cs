using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Databases;

/// <summary>PostgreSQL is away for a whole minute, which is longer than anything waits for it at one go.</summary>
sealed class DatabaseAway() : Fault("database-away")
{
    static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var killed = random.Next(2) == 0;
        if (killed)
            scene.Database.Kill();
        else
            await scene.Database.StopAsync();
        await Task.Delay(Time, stop);
        await scene.Database.StartAsync(stop);
        return $"{(killed ? "killed" : "stopped")}, for {Time.TotalSeconds:0} s";
    }
}
