using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>The wall clock of a process jumps, forwards or back, by seconds or by a day, and stays where it is.</summary>
sealed class ClockJumps() : Fault("clock-jumps")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (await PickReadyAsync(scene, random, stop) is not { } victim)
            return null;
        var size = random.Next(3) switch
        {
            0 => 60,
            1 => 7200,
            _ => 90_000,
        };
        var shift = TimeSpan.FromSeconds(random.Next(-size, size + 1));
        victim.ShiftClock(shift);
        return $"{victim.Name} is {shift.TotalSeconds:0} s {(shift < TimeSpan.Zero ? "behind" : "ahead")}";
    }
}
