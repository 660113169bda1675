using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Outcomes;

/// <summary>
/// Where the streams of labels had come to when their recorded watermarks passed a time. That is the same for everybody who asks, and
/// whenever: it hangs on neither clocks nor on who reads how fast.
/// </summary>
sealed class LabelClocks(LineageStore store, PipelinePlan plan, string stage)
{
    /// <summary>So many versions are asked for at a time.</summary>
    const int Ahead = 32;

    readonly Dictionary<StreamKey, Passed> _passed = [];
    IReadOnlyList<StreamKey> _streams = [];

    /// <returns>Null where a stream has not passed the time yet, or none has begun.</returns>
    internal async Task<LabelCut?> CutAsync(Timestamp time, CancellationToken stop)
    {
        // Where another stream has begun, it is seen at the latest when what is asked for is not there yet.
        if (_streams.Count == 0)
            _streams = [.. (await StreamsAsync(stop)).Select(s => s.Stream)];
        var versions = new Dictionary<StreamKey, long>();
        foreach (var stream in _streams)
        {
            if (await PassAsync(stream, time, stop) is not { } version)
            {
                _streams = [];
                return null;
            }

            versions[stream] = version;
        }

        return versions.Count == 0 ? null : new LabelCut(versions);
    }

    /// <summary>What all streams have passed by now; null where none has begun.</summary>
    internal async Task<Timestamp?> ReachedAsync(CancellationToken stop) =>
        (await StreamsAsync(stop)) is { Count: > 0 } streams ? streams.Min(s => s.Watermark) : null;

    async Task<List<(StreamKey Stream, Timestamp Watermark)>> StreamsAsync(CancellationToken stop) =>
        [
            .. (await store.ListStreamsAsync(plan.Topology.Name, stop))
                .Where(s => s.Stream.Stage == stage)
                .Select(s => (s.Stream, s.Header.Watermark)),
        ];

    async Task<long?> PassAsync(StreamKey stream, Timestamp time, CancellationToken stop)
    {
        var known = _passed.GetValueOrDefault(stream);
        if (known is not null && time < known.Asked)
            known = null;
        // The first version past a time is among all those past an earlier one, and they are read some at a time.
        foreach (var (version, watermark) in known?.Past ?? [])
        {
            if (time < watermark)
                return version;
        }

        if (await store.PastAsync(stream, time, known?.Past[^1].Version ?? 0, Ahead, stop) is not { Count: > 0 } past)
            return null;
        _passed[stream] = new Passed(time, past);
        return past[0].Version;
    }

    /// <summary>The versions past a time, in order: all of them up to the last one that is listed.</summary>
    sealed record Passed(Timestamp Asked, IReadOnlyList<(long Version, Timestamp Watermark)> Past);
}
