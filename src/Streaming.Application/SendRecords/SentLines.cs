using Streaming.Publishing.Live;

namespace Streaming.Application.SendRecords;

/// <summary>What has become of lines, in no more memory than partitions and a hundred refusals take.</summary>
sealed class SentLines
{
    readonly SortedDictionary<int, SentSpan> _spans = [];
    readonly List<RefusedRecord> _refused = [];

    public long Count { get; private set; }

    public long RefusedCount { get; private set; }

    public IReadOnlyList<RefusedRecord> Refused => _refused;

    public IReadOnlyList<SentSpan> Spans => [.. _spans.Values];

    public void Add(IReadOnlyList<RecordPlace> places)
    {
        Count += places.Count;
        foreach (var (partition, offset) in places)
        {
            _spans[partition] = _spans.TryGetValue(partition, out var span)
                ? span with
                {
                    Count = span.Count + 1,
                    FirstOffset = Math.Min(span.FirstOffset, offset),
                    LastOffset = Math.Max(span.LastOffset, offset),
                }
                : new SentSpan(partition, 1, offset, offset);
        }
    }

    public void Refuse(RefusedRecord record)
    {
        RefusedCount++;
        if (_refused.Count < RefusedRecordsException.MostNamed)
            _refused.Add(record);
    }
}
