using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults;

/// <summary>
/// No room is left on the disk of PostgreSQL, of the broker, or of both; then there is again. Whoever ended of it is started
/// again, as an administrator would.
/// </summary>
sealed class DiskFull() : Fault(Kind)
{
    public const string Kind = "disk-full";

    public override string? WhyNot(TortureOptions options) => Volume.WhyNot;

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        var which = random.Next(3);
        var volumes = new List<Volume>();
        if (which != 1)
            volumes.Add(scene.Database.Disk!);
        if (which != 0)
            volumes.Add(scene.Broker.Disk!);
        string time;
        try
        {
            foreach (var volume in volumes)
                volume.Fill();
            time = await AwayAsync(random, 15, stop);
        }
        finally
        {
            foreach (var volume in volumes)
                volume.Free();
        }

        var ended = new List<string>();
        if (await scene.Database.ReviveAsync(stop))
            ended.Add("PostgreSQL");
        if (await scene.Broker.ReviveAsync(stop))
            ended.Add("the broker");
        return $"of {(which == 0 ? "PostgreSQL" : which == 1 ? "the broker" : "both")}, for "
            + $"{time}{(ended.Count == 0 ? "" : $", started {string.Join(" and ", ended)} again")}";
    }
}
