using Streaming.Kafka;
using Streaming.Topology.Plan;

namespace Streaming.Application.Services;

/// <summary>Waits until a pipeline has committed everything that was on its source topics when the wait began.</summary>
sealed class CatchUp(KafkaConnection kafka, PipelinePlan plan, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="waiting">Told now and then which stage has how many offsets to go.</param>
    /// <param name="stop">Gives up.</param>
    public async Task WaitAsync(Action<string, long> waiting, CancellationToken stop)
    {
        using var lag = new LagReader(kafka);
        // In flow order: what a stage has committed, it has emitted; the next one's ends are taken only then.
        foreach (var stage in plan.Stages)
        {
            var ends = await lag.EndsAsync(lag.Inputs(stage));
            while (true)
            {
                var behind = (await lag.ReadAsync(stage, ends, stop)).Sum(l => l.Partition.Behind);
                if (behind == 0)
                    break;
                waiting(stage.Name, behind);
                await Task.Delay(Pause, time, stop);
            }
        }
    }
}
