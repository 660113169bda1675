using Streaming.Store;
using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Hosting;
using Streaming.Topology;

namespace Streaming.Pipeline.Sessions;

/// <summary>
/// Keeps a stage running: one session after the other, with a growing pause while a dependency is away. A fault that only
/// a person can mend (<see cref="StreamingException"/>) ends the pipeline with its message.
/// </summary>
internal sealed class StageRunner(StageContext stage)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stop)
    {
        var delay = FirstDelay;
        while (!stop.IsCancellationRequested)
        {
            var started = stage.Time.GetTimestamp();
            try
            {
                using var session = new StageSession(stage, stop);
                await session.RunAsync();
                return;
            }
            catch (Exception fault) when (MayPass(fault) && !stop.IsCancellationRequested)
            {
                if (stage.Time.GetElapsedTime(started) > Settled) delay = FirstDelay;
                PipelineLog.SessionRestarts(stage.Logger, stage.Stage.Name, delay, Reason(fault));
                stage.Metrics.Restarted();
                await Pause(delay, stop);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
            }
            catch (Exception fault) when (stop.IsCancellationRequested && (fault is OperationCanceledException || MayPass(fault)))
            {
                // What was under way is settled by recovery, at the next start.
                return;
            }
        }
    }

    /// <summary>
    /// Faults of Kafka, PostgreSQL or the network, and lost races for a partition. A message for the user stands whatever
    /// caused it; anything else is a defect and is not hidden by trying again.
    /// </summary>
    private static bool MayPass(Exception fault) => fault switch
    {
        StoreUnavailableException => true,
        StreamingException => false,
        KafkaException or AppendConflictException or TimeoutException or System.IO.IOException or System.Net.Sockets.SocketException => true,
        _ when PostgresFaults.ReasonOf(fault) is not null => true,
        AggregateException aggregate => aggregate.InnerExceptions.All(MayPass),
        _ => fault.InnerException is { } inner && MayPass(inner),
    };

    private static string Reason(Exception fault) => fault is KafkaException kafka ? kafka.Error.Reason : fault.GetBaseException().Message;

    private async Task Pause(TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, stage.Time, stop);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while waiting: the loop ends by itself.
        }
    }
}
