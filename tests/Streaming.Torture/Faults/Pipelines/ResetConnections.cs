using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Pipelines;

/// <summary>All connections of a process to the broker, to PostgreSQL or to both are reset.</summary>
sealed class ResetConnections() : Fault("reset-connections")
{
    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        if (await PickReadyAsync(scene, random, stop) is not { } victim)
            return null;
        var which = random.Next(3);
        if (which != 1)
            victim.ResetKafka();
        if (which != 0)
            victim.ResetPostgres();
        return $"{victim.Name} to {(which == 0 ? "Kafka" : which == 1 ? "PostgreSQL" : "both")}";
    }
}
