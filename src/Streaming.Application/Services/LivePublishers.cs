using System.Collections.Concurrent;
using Streaming.Kafka;
using Streaming.Publishing.Live;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Services;

/// <summary>
/// This process's publishers, one a topology, kept open for the next caller. Topologies and topics are looked at again now and then: where
/// one has changed, another publisher takes over.
/// </summary>
sealed class LivePublishers(KafkaConnection kafka, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan Good = TimeSpan.FromSeconds(5);
    const int PartitionsOfNew = 4;

    readonly string _instance = $"{Environment.MachineName}-{Guid.NewGuid():N}";
    readonly SemaphoreSlim _looking = new(1);
    readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.Ordinal);

    /// <summary>The one of a topology; its topics are made where they are missing.</summary>
    /// <param name="topology">A name from ./topology, or a path.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such topology, or Kafka does not answer.</exception>
    public async Task<LivePublisher> OfAsync(string topology, CancellationToken stop)
    {
        if (_open.TryGetValue(topology, out var fresh) && time.GetElapsedTime(fresh.LookedAt) < Good)
            return fresh.Publisher;
        await _looking.WaitAsync(stop);
        try
        {
            var found = _open.GetValueOrDefault(topology);
            if (found is null || time.GetElapsedTime(found.LookedAt) >= Good)
                _open[topology] = found = await LookAsync(topology, found);
            return found.Publisher;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var entry in _open.Values)
            await entry.Publisher.DisposeAsync();
        _looking.Dispose();
    }

    async Task<Entry> LookAsync(string word, Entry? before)
    {
        TopologyModel topology;
        IReadOnlyDictionary<string, int> partitions;
        try
        {
            topology = TopologyLoader.Load(word);
            partitions = await OutsideTopics.EnsureAsync(kafka, topology, PartitionsOfNew);
        }
        catch (StreamingException) when (before is not null)
        {
            // A file that is being written, or a Kafka that is away for a moment: callers hear of the latter when they publish.
            return before with { LookedAt = time.GetTimestamp() };
        }

        if (before is not null && before.Publisher.IsFor(topology, partitions))
            return before with { LookedAt = time.GetTimestamp() };
        var publisher = new LivePublisher(kafka, topology, partitions, _instance, time);
        if (before is not null)
            await before.Publisher.DisposeAsync();
        return new Entry(publisher, time.GetTimestamp());
    }

    sealed record Entry(LivePublisher Publisher, long LookedAt);
}
