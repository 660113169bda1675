using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Brokers;

/// <summary>The broker stands still, perhaps for longer than sessions last, with all connections open.</summary>
sealed class FreezeBroker() : Fault("freeze-broker")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        scene.Broker.Freeze();
        var time = await AwayAsync(random, 12, stop);
        scene.Broker.Thaw();
        return $"for {time}";
    }
}
