using Confluent.Kafka;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Isolation;
using Streaming.Topology;

namespace Streaming.Pipeline.Sessions;

/// <summary>
/// Keeps a stage running: one session after the other, with a growing pause while a dependency is away or the model fails on everything,
/// and at once where rows are to blame and the next session rejects them. A fault that only
/// a person can mend (<see cref="StreamingException"/>) ends the pipeline with its message.
/// </summary>
sealed class StageRunner(StageContext stage)
{
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = new RestartPause();
        while (!stop.IsCancellationRequested)
        {
            var started = stage.Time.GetTimestamp();
            try
            {
                using var session = new StageSession(stage, stop);
                await session.RunAsync();
                return;
            }
            catch (FailedRowsException failed) when (!stop.IsCancellationRequested)
            {
                PipelineLog.RowsFail(stage.Logger, stage.Stage.Name, failed.Count, failed.First, failed.Detail);
                stage.Metrics.Restarted();
            }
            catch (Exception fault) when (PassingFault.Is(fault) && !stop.IsCancellationRequested)
            {
                var delay = pause.After(stage.Time.GetElapsedTime(started));
                PipelineLog.SessionRestarts(stage.Logger, stage.Stage.Name, delay, Reason(fault));
                stage.Metrics.Restarted();
                await RestAsync(delay, stop);
            }
            catch (Exception fault)
                when (stop.IsCancellationRequested && (fault is OperationCanceledException or FailedRowsException || PassingFault.Is(fault))
                )
            {
                // What was under way is settled by recovery, at the next start.
                return;
            }
        }
    }

    static string Reason(Exception fault) => fault is KafkaException kafka ? kafka.Error.Reason : fault.GetBaseException().Message;

    async Task RestAsync(TimeSpan delay, CancellationToken stop)
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
