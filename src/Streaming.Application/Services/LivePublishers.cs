using Streaming.Kafka;
using Streaming.Publishing.Live;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Services;

/// <summary>
/// This process's publishers, one a topology, kept open for the next caller. Where a topology or its topics have changed, another
/// publisher takes over.
/// </summary>
sealed class LivePublishers : IAsyncDisposable
{
    const int PartitionsOfNew = 4;

    readonly string _instance = $"{Environment.MachineName}-{Guid.NewGuid():N}";
    readonly KafkaConnection _kafka;
    readonly TimeProvider _time;
    readonly PerTopology<LivePublisher> _open;

    public LivePublishers(KafkaConnection kafka, TimeProvider time) =>
        (_kafka, _time, _open) = (kafka, time, new PerTopology<LivePublisher>(time, LookAsync));

    /// <summary>The one of a topology; its topics are made where they are missing.</summary>
    /// <param name="topology">A name from ./topology, or a path.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such topology, or Kafka does not answer.</exception>
    public Task<LivePublisher> OfAsync(string topology, CancellationToken stop) => _open.OfAsync(topology, stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _open.DisposeAsync();

    async Task<LivePublisher> LookAsync(string word, LivePublisher? before, CancellationToken stop)
    {
        TopologyModel topology;
        IReadOnlyDictionary<string, int> partitions;
        try
        {
            topology = TopologyLoader.Load(word);
            partitions = await OutsideTopics.EnsureAsync(_kafka, topology, PartitionsOfNew);
        }
        catch (StreamingException) when (before is not null)
        {
            // A file that is being written, or a Kafka that is away for a moment: callers hear of the latter when they publish.
            return before;
        }

        if (before is not null && before.IsFor(topology, partitions))
            return before;
        var publisher = new LivePublisher(_kafka, topology, partitions, _instance, _time);
        if (before is not null)
            await before.DisposeAsync();
        return publisher;
    }
}
