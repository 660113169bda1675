using Streaming.Application.Services;
using Streaming.Kafka;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>This process's readers of predictions: one for each topic that somebody follows, for as long as somebody does.
/// Thread-safe.</summary>
sealed class PredictionTails(KafkaConnection kafka, TimeProvider time) : IAsyncDisposable
{
    /// <summary>So many at a time read what lies before the tail, each with a client of its own; others wait.</summary>
    const int MostCatchingUp = 32;

    readonly SemaphoreSlim _opening = new(1);

    /// <summary>Thousands who come at once do not have the same file read for each.</summary>
    readonly PerTopology<LoadedTopology> _topologies = new(time, (word, _, _) =>
        Task.FromResult(new LoadedTopology(TopologyLoader.Load(word)))
    );
    readonly Dictionary<string, Use> _open = new(StringComparer.Ordinal);

    /// <summary>Where the topics are.</summary>
    public KafkaConnection Kafka { get; } = kafka;

    /// <summary>Places for those who catch up.</summary>
    public SemaphoreSlim CatchingUp { get; } = new(MostCatchingUp);

    /// <summary>A topology as its file has it now, or had it a moment ago.</summary>
    /// <param name="word">A name from ./topology, or a path.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such topology.</exception>
    public async Task<TopologyModel> TopologyAsync(string word, CancellationToken stop) => (await _topologies.OfAsync(word, stop)).Model;

    /// <summary>The tail of a topic, until it is left; and how the topic was found after that was asked.</summary>
    /// <exception cref="StreamingException">There is no such topic.</exception>
    public async Task<(TailLease Lease, TopicNow Now)> EnterAsync(string topic, CancellationToken stop)
    {
        while (true)
        {
            var use = await UseAsync(topic, stop);
            var lease = new TailLease(use.Tail, () => LeaveAsync(topic, use));
            try
            {
                var now = await use.Tail.NowAsync(stop);
                if (!use.Tail.HasEnded)
                    return (lease, now);
            }
            catch
            {
                await lease.DisposeAsync();
                throw;
            }

            await lease.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var use in _open.Values)
            await use.Tail.DisposeAsync();
        await _topologies.DisposeAsync();
        _opening.Dispose();
        CatchingUp.Dispose();
    }

    async Task<Use> UseAsync(string topic, CancellationToken stop)
    {
        await _opening.WaitAsync(stop);
        try
        {
            if (!_open.TryGetValue(topic, out var use) || use.Tail.HasEnded)
                _open[topic] = use = new Use(await PredictionTail.OpenAsync(Kafka, topic, time));
            use.Users++;
            return use;
        }
        finally
        {
            _opening.Release();
        }
    }

    async Task LeaveAsync(string topic, Use use)
    {
        await _opening.WaitAsync(CancellationToken.None);
        try
        {
            if (--use.Users > 0)
                return;
            if (_open.GetValueOrDefault(topic) == use)
                _open.Remove(topic);
        }
        finally
        {
            _opening.Release();
        }

        await use.Tail.DisposeAsync();
    }

    sealed record LoadedTopology(TopologyModel Model) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    sealed class Use(PredictionTail tail)
    {
        public PredictionTail Tail { get; } = tail;

        /// <summary>Changed by whoever opens.</summary>
        public int Users { get; set; }
    }
}

/// <summary>The tail of a topic, for one who follows.</summary>
sealed class TailLease(PredictionTail tail, Func<Task> leave) : IAsyncDisposable
{
    /// <summary>It.</summary>
    public PredictionTail Tail { get; } = tail;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await leave();
}
