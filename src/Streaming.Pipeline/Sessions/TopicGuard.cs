using Confluent.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology;

namespace Streaming.Pipeline.Sessions;

/// <summary>
/// Vouches that a session reads the topics it began with. Consumed records do not tell which of the topics of that name they come
/// from, so that before a batch is appended, a description of the topics has to end that began after the batch's last record was read. Only
/// one is under way at a time: whatever comes meanwhile shares the next one.
/// </summary>
sealed class TopicGuard(KafkaAdmin admin, StreamKey anyStream, IReadOnlyList<string> topics) : IDisposable
{
    readonly Lock _lock = new();
    Task _underWay = Task.CompletedTask;
    Task? _next;

    /// <summary>Ids by topic, as the first <see cref="ConfirmAsync"/> found them; none before it.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Completes once the topics were described, from after this call on, as those that the session began with.</summary>
    /// <exception cref="StreamingException">One of them is another now.</exception>
    /// <exception cref="KafkaException">Kafka does not tell, or one of them is not there.</exception>
    public Task ConfirmAsync()
    {
        lock (_lock)
        {
            if (_next is not null)
                return _next;
            if (!_underWay.IsCompleted)
                return _next = ThenConfirmAsync(_underWay);
            return _underWay = CompareAsync();
        }
    }

    public void Dispose() => admin.Dispose();

    async Task ThenConfirmAsync(Task before)
    {
        // Its faults are for those who waited for it.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            _underWay = _next!;
            _next = null;
        }

        await CompareAsync();
    }

    async Task CompareAsync()
    {
        var now = await DescribeAsync();
        if (Ids.Count == 0)
            Ids = now;
        else
            TopicIds.RefuseReplaced(anyStream, Ids, now);
    }

    async Task<IReadOnlyDictionary<string, string>> DescribeAsync()
    {
        var ids = await admin.TopicIdsAsync(topics);
        return topics.FirstOrDefault(t => !ids.ContainsKey(t)) is { } missing
            ? throw new KafkaException(new Error(ErrorCode.UnknownTopicOrPart, $"there is no topic {missing}; was it deleted?"))
            : ids;
    }
}
