using System.Runtime.InteropServices;
using Streaming.Events.Time;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;

namespace Streaming.Learning.Outcomes;

/// <summary>
/// The labels of the last while, by the id of what they label: a part of lineage held in memory. What is asked of it follows from what is
/// recorded alone; how much it holds changes nothing.
/// </summary>
sealed class LabelWindow(LineageStore store, LabelsModel model)
{
    /// <summary>Labels that are no longer needed are dropped once there are so many more than after the last time.</summary>
    const int Slack = 1_000_000;

    /// <summary>So many versions of a stream are read at a time, though no label of most of them counts yet.</summary>
    const int Ahead = 64;

    static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    readonly GivenLabels _labels = new(model);
    readonly LabelRule _rule = new(model);
    readonly Dictionary<StreamKey, long> _read = [];
    readonly List<StreamKey> _streams = [];
    readonly List<GivenLabel> _counting = [];
    Timestamp _from = Timestamp.End;
    int _kept;

    /// <summary>Reads what became known from a time on, up to a cut.</summary>
    /// <param name="from">The time: nobody will ask for what was known earlier, unless by another call.</param>
    /// <param name="cut">Up to where.</param>
    /// <param name="stop">Gives up.</param>
    internal async Task ReadAsync(Timestamp from, LabelCut cut, CancellationToken stop)
    {
        if (from < _from)
        {
            Clear();
            // Another stream may begin a little earlier: its first batch need not have all of it read again.
            _from = from.Earlier(Margin);
        }

        foreach (var (stream, upTo) in cut.Versions)
        {
            var last = upTo;
            if (!_read.TryGetValue(stream, out var read))
                _read[stream] = read = await BeginningAsync(stream, last, stop) - 1;
            if (read >= last)
                continue;
            await foreach (var batch in store.ReadAsync(stream, read + 1, Math.Max(last, read + Ahead), stop))
            {
                last = Math.Max(last, batch.Version);
                using var labels = batch.Table(TableNames.Labels);
                if (labels is not null)
                    _labels.Add(labels, NumberOf(stream), batch.Version, label => label.Known >= _from);
            }

            _read[stream] = last;
        }
    }

    /// <summary>The versions up to which the labels of each stream count, by the number that it has here.</summary>
    internal long[] Counting(LabelCut cut) => [.. _streams.Select(s => cut.Versions.GetValueOrDefault(s))];

    /// <summary>What the labels of an event come to that became known within a time and count.</summary>
    /// <param name="id">Of the event.</param>
    /// <param name="from">They became known then or later.</param>
    /// <param name="to">Or earlier.</param>
    /// <param name="counting">As <see cref="Counting"/> says.</param>
    internal JoinedLabel Of(UInt128 id, Timestamp from, Timestamp to, long[] counting)
    {
        var given = _labels.Of(id);
        if (given is [var only])
            return Counts(only, from, to, counting) ? _rule.Resolve(given) : _rule.Resolve([]);
        _counting.Clear();
        foreach (var label in given)
        {
            if (Counts(label, from, to, counting))
                _counting.Add(label);
        }

        // Whatever order the streams were read in: the recorded one is by stream and version.
        if (_counting.Count > 1)
            _counting.Sort((a, b) => (_streams[a.Stream].Partition, a.Version).CompareTo((_streams[b.Stream].Partition, b.Version)));
        return _rule.Resolve(CollectionsMarshal.AsSpan(_counting));
    }

    static bool Counts(in GivenLabel label, Timestamp from, Timestamp to, long[] counting) =>
        label.Known >= from && label.Known <= to && label.Version <= counting[label.Stream];

    /// <summary>Drops what became known before a time.</summary>
    internal void Drop(Timestamp before)
    {
        if (before <= _from || _labels.Count < _kept + Slack)
            return;
        _from = before;
        _labels.Remove(l => l.Known < before);
        _kept = _labels.Count;
    }

    int NumberOf(StreamKey stream)
    {
        var number = _streams.IndexOf(stream);
        if (number >= 0)
            return number;
        _streams.Add(stream);
        return _streams.Count - 1;
    }

    void Clear()
    {
        _labels.Clear();
        _read.Clear();
        _kept = 0;
    }

    /// <summary>The first batch with a label from the time on; behind the cut where there is none up to it.</summary>
    async Task<long> BeginningAsync(StreamKey stream, long last, CancellationToken stop) =>
        (await store.VersionsSinceAsync(stream, _from, afterVersion: 0, stop)) is [var first, ..] ? Math.Min(first, last + 1) : last + 1;
}
