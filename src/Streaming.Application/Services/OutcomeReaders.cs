using Streaming.Application.DecideEvent;
using Streaming.Kafka;
using Streaming.Topology;

namespace Streaming.Application.Services;

/// <summary>This process's readers of outcomes, one a topology that somebody has asked for.</summary>
sealed class OutcomeReaders : IAsyncDisposable
{
    readonly KafkaConnection _kafka;
    readonly PerTopology<LiveOutcomes> _open;

    public OutcomeReaders(KafkaConnection kafka, TimeProvider time) =>
        (_kafka, _open) = (kafka, new PerTopology<LiveOutcomes>(time, LookAsync));

    /// <summary>The one of a topology.</summary>
    /// <param name="topology">A name from ./topology, or a path.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such topology, or it has never been run.</exception>
    public Task<LiveOutcomes> OfAsync(string topology, CancellationToken stop) => _open.OfAsync(topology, stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _open.DisposeAsync();

    async Task<LiveOutcomes> LookAsync(string word, LiveOutcomes? before, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(word);
        if (before is not null && before.IsFor(_kafka, topology))
            return before;
        var outcomes = await LiveOutcomes.OpenAsync(_kafka, topology);
        if (before is not null)
            await before.DisposeAsync();
        return outcomes;
    }
}
