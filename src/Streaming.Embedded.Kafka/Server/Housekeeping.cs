using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>The work that is due from time to time: time-outs, flushing, retention. A failure is logged and the work tried again.</summary>
sealed class Housekeeping(BrokerServices services, State.StateStore state, ILogger logger) : IAsyncDisposable
{
    static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(200);
    readonly CancellationTokenSource _stop = new();
    Task _work = Task.CompletedTask;

    public void Start()
    {
        var options = services.Options;
        _work = Task.WhenAll(
            RepeatAsync(SweepInterval, "time-outs", Sweep),
            RepeatAsync(options.RetentionCheckInterval, "retention", ApplyRetention),
            RepeatAsync(options.CompactionCheckInterval, "compaction", Compact),
            options.FlushInterval is { } interval ? RepeatAsync(interval, "flush", Flush) : Task.CompletedTask
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    async Task RepeatAsync(TimeSpan interval, string name, Action work)
    {
        using var timer = new PeriodicTimer(interval, services.Clock.Provider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    work();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    BrokerLog.HousekeepingFailed(logger, e, name);
                }
            }
        }
        catch (OperationCanceledException) { }
    }

    void Sweep()
    {
        services.Groups.Sweep();
        services.ConsumerGroups.Sweep();
        services.Transactions.Sweep();
    }

    // Records first, then the state that speaks of them.
    void Flush()
    {
        foreach (var topic in services.Topics.All)
        {
            foreach (var partition in topic.Partitions)
                partition.Flush();
        }

        state.Flush();
    }

    /// <summary>One that fails, as on a full disk, costs the others nothing.</summary>
    void Compact()
    {
        var now = services.Clock.Now;
        var failures = new List<Exception>();
        foreach (var partition in services.Topics.All.SelectMany(topic => topic.Partitions))
        {
            try
            {
                partition.Compact(now);
            }
            catch (ObjectDisposedException)
            {
                // The topic was deleted, or its segment, meanwhile.
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    void ApplyRetention()
    {
        var silentSince = services.Clock.Now - (long)services.Options.ProducerIdExpiration.TotalMilliseconds;
        foreach (var topic in services.Topics.All)
        {
            for (var i = 0; i < topic.Partitions.Length; i++)
            {
                var log = topic.Partitions[i];
                services.Topics.AdvanceStart(topic, i, log.RetentionStart());
                log.ExpireProducers(silentSince);
            }
        }
    }
}
