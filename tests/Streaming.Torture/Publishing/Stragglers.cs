using Streaming.Publishing;
using Streaming.Topology.Plan;

namespace Streaming.Torture.Publishing;

/// <summary>A source some of whose events come later than they should, after the watermark has passed them.</summary>
/// <param name="source">The punctual ones.</param>
/// <param name="share">Of the events, 0 to 1.</param>
/// <param name="random">Which, and by how much.</param>
sealed class Stragglers(IRecordSource source, double share, Random random) : IRecordSource
{
    /// <summary>Records that may overtake one; a few hundred are an hour or two, well within the drift bound.</summary>
    const int LongestDelay = 500;

    readonly PriorityQueue<OutgoingRecord, long> _late = new();
    long _read;

    public double? Fraction => source.Fraction;

    public bool CarriesLabels => source.CarriesLabels;

    public bool Read(OutgoingRecord record)
    {
        if (_late.TryPeek(out var late, out var due) && due <= _read)
        {
            record.CopyFrom(_late.Dequeue());
            // It moves no clock.
            record.Time = null;
            return true;
        }

        if (!source.Read(record))
            return false;
        _read++;
        if (record.Content != RowContent.Events || random.NextDouble() >= share)
            return true;
        late = new OutgoingRecord();
        late.CopyFrom(record);
        _late.Enqueue(late, _read + random.Next(1, LongestDelay));
        return Read(record);
    }
}
