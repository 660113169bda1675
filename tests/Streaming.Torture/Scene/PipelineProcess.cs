using System.Text.Json;
using Streaming.Torture.Children;

namespace Streaming.Torture.Scene;

/// <summary>A place for a pipeline process.</summary>
sealed class PipelineProcess(
    TortureOptions options,
    PipelineSpec spec,
    BrokerServer broker,
    DatabaseServer database,
    Action<string> endedByItself
) : SupervisedPlace(options, Verbs.Pipeline, spec.Instance, broker, database, endedByItself)
{
    TimeSpan _shift;

    public void Freeze() => Process?.Freeze();

    public void Thaw() => Process?.Thaw();

    /// <summary>Its clock jumps, and those that follow it have the same wrong clock.</summary>
    public void ShiftClock(TimeSpan shift)
    {
        _shift = shift;
        Process?.Say(ShiftedClock.Order(shift));
    }

    /// <summary>Runs a process that is expected to refuse to work, and to end by itself.</summary>
    /// <returns>What it says it ended of; null where it did not end within the limit, and was killed.</returns>
    public async Task<string?> RefusalAsync(TimeSpan limit, CancellationToken stop)
    {
        await using var process = StartChild();
        return await Until.TrueAsync(() => process.HasExited, limit, stop) ? process.FaultSaid ?? "nothing" : null;
    }

    protected override string Spec() => JsonSerializer.Serialize(spec with { Kafka = Kafka, Postgres = Postgres, ClockShift = _shift });
}
