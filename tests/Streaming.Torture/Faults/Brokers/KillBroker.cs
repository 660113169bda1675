using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Brokers;

/// <summary>kill -9 of the broker, which is away for a while and then back with what it had acknowledged.</summary>
sealed class KillBroker() : Fault("kill-broker")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        scene.Broker.Kill();
        var time = await AwayAsync(random, 8, stop);
        await scene.Broker.StartAsync(stop);
        return $"away for {time}";
    }
}
