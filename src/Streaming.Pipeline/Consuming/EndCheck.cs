using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Streaming.Pipeline.Consuming;

/// <summary>
/// Looks whether partitions that were read to their end still end there, for inputs whose merge hangs on it. The broker is
/// asked over a connection of its own, since on the consumer's an answer waits for the fetch under way. While it does not
/// answer nobody is taken for silent.
/// </summary>
internal sealed class EndCheck(Func<IAdminClient> connect) : IDisposable
{
    private static readonly ListOffsetsOptions Options = new() { IsolationLevel = IsolationLevel.ReadCommitted, RequestTimeout = TimeSpan.FromSeconds(2) };

    private readonly List<PartitionIntake> _asked = [];
    private IAdminClient? _admin;
    private Task<ListOffsetsResult>? _answer;

    /// <summary>Takes what has been answered and asks what is asked for; called on the consumer's thread, now and then.</summary>
    public void Look(IEnumerable<PartitionIntake> intakes)
    {
        if (_answer is { IsCompleted: false }) return;
        if (_answer is { IsCompletedSuccessfully: true }) Take(_answer.Result.ResultInfos);
        else if (_answer?.Exception?.InnerException is ListOffsetsException some) Take(some.Result.ResultInfos);
        _answer = null;
        _asked.Clear();
        _asked.AddRange(intakes.Where(i => i.Gauge.AsksForEnd && i.EndOffset is not null));
        if (_asked.Count == 0) return;
        _admin ??= connect();
        _answer = _admin.ListOffsetsAsync(_asked.Select(i => new TopicPartitionOffsetSpec { TopicPartition = i.TopicPartition, OffsetSpec = OffsetSpec.Latest() }), Options);
    }

    public void Dispose() => _admin?.Dispose();

    private void Take(IEnumerable<ListOffsetsResultInfo> answers)
    {
        foreach (var found in answers)
        {
            var end = found.TopicPartitionOffsetError;
            var intake = _asked.Find(i => i.TopicPartition == end.TopicPartition);
            // Something may have been read meanwhile: then this answer is no news.
            if (!end.Error.IsError && intake?.EndOffset == end.Offset.Value) intake.End(end.Offset.Value);
        }
    }
}
