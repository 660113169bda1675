using Streaming.Kafka;
using Streaming.Kafka.Topics;

namespace Streaming.Pipeline.Consuming;

/// <summary>
/// Looks whether partitions that were read to their end still end there, for inputs whose merge hangs on it. The broker is
/// asked over a connection of its own, since on the consumer's an answer waits for the fetch under way. While it does not
/// answer nobody is taken for silent.
/// </summary>
sealed class EndCheck(Func<KafkaAdmin> connect) : IDisposable
{
    readonly List<PartitionIntake> _asked = [];
    KafkaAdmin? _admin;
    Task<Dictionary<KafkaPartition, long>>? _answer;

    /// <summary>Takes what has been answered and asks what is asked for; called on the consumer's thread, now and then.</summary>
    public void Look(IEnumerable<PartitionIntake> intakes)
    {
        if (_answer is { IsCompleted: false })
            return;
        if (_answer is { IsCompletedSuccessfully: true })
            Take(_answer.Result);
        else if (_answer is not null)
            Renew();
        _answer = null;
        _asked.Clear();
        _asked.AddRange(intakes.Where(i => i.Gauge.AsksForEnd && i.EndOffset is not null));
        if (_asked.Count == 0)
            return;
        _admin ??= connect();
        _answer = _admin.EndsAsync([.. _asked.Select(i => KafkaPartition.From(i.TopicPartition))]);
    }

    public void Dispose() => _admin?.Dispose();

    /// <summary>Another connection: one that asked a broker which has left may never hear again. Ending the old one may take its time, on
    /// no thread of ours.</summary>
    void Renew()
    {
        if (_admin is { } old)
            _ = Task.Run(old.Dispose);
        _admin = null;
    }

    void Take(Dictionary<KafkaPartition, long> ends)
    {
        foreach (var intake in _asked)
        {
            // Something may have been read meanwhile: then this answer is no news.
            if (ends.TryGetValue(KafkaPartition.From(intake.TopicPartition), out var end) && intake.EndOffset == end)
                intake.End(end);
        }
    }
}
