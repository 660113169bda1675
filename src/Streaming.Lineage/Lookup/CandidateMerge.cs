using System.Runtime.CompilerServices;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Store;
using Streaming.Topology;

namespace Streaming.Lineage.Lookup;

/// <summary>A batch that may have what is looked for.</summary>
/// <param name="Covered">What its filter says anything of.</param>
/// <param name="Sequence">Where it was appended, in the store's one sequence.</param>
readonly record struct Candidate(StreamKey Stream, long Version, FilterKinds Covered, long Sequence);

/// <summary>
/// Goes through the batches of all streams of a topology that may have what is looked for, the last appended first, and reads no more of
/// the index than is asked for. What order there is among streams is that of the store's sequence, which grows along each of them: event
/// times would have to be trusted, and one far ahead would stay the newest for ever.
/// </summary>
sealed class CandidateMerge(EventQueries events, IndexQueries index, FilterProbe probe)
{
    /// <summary>Lookup rows of a stream read at a time: few at first, since few may do.</summary>
    const int FirstPage = 16;
    const int LargestPage = 1_024;

    /// <param name="topology">Whose.</param>
    /// <param name="before">From the batch of this record on; null: from the last one.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<Candidate> LastFirstAsync(
        string topology,
        LineageId? before,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        string[] streams = [.. (await index.StreamsAsync(topology, stop)).Where(s => StreamKey.TryParse(s, out _))];
        var groups = (await index.ProbeGroupsAsync(streams, probe, stop)).ToLookup(g => g.Range.Stream, StringComparer.Ordinal);
        var ends = before is { } record ? await EndsAsync(streams, record, stop) : null;
        var heads = new PriorityQueue<IAsyncEnumerator<Candidate>, long>();
        var opened = new List<IAsyncEnumerator<Candidate>>();
        try
        {
            foreach (var stream in streams)
            {
                var last = ends is null ? long.MaxValue : ends.GetValueOrDefault(stream);
                opened.Add(OfRangesAsync(Ranges(stream, groups[stream], last), stop).GetAsyncEnumerator(stop));
                await AdvanceAsync(opened[^1]);
            }

            while (heads.TryDequeue(out var next, out _))
            {
                yield return next.Current;
                await AdvanceAsync(next);
            }
        }
        finally
        {
            foreach (var candidates in opened)
                await candidates.DisposeAsync();
        }

        async Task AdvanceAsync(IAsyncEnumerator<Candidate> candidates)
        {
            if (await candidates.MoveNextAsync())
                heads.Enqueue(candidates, -candidates.Current.Sequence);
        }
    }

    /// <summary>The last version of each stream that was appended no later than the record's batch.</summary>
    async Task<Dictionary<string, long>> EndsAsync(string[] streams, LineageId record, CancellationToken stop) =>
        await events.SequenceAsync(record.Stream, record.Version, stop) is { } sequence
            ? await events.LastVersionsAsync(streams, sequence, stop)
            : throw new StreamingException($"There is no record {record} to begin before: its batch is not there.");

    /// <summary>
    /// What is not merged yet, and the merged ranges whose filter does not rule out what is looked for; the last ones first.
    /// </summary>
    static IEnumerable<VersionRange> Ranges(string stream, IEnumerable<(VersionRange Range, bool MayContain)> groups, long last)
    {
        var known = groups.OrderByDescending(g => g.Range.Last).ToList();
        var rest = new VersionRange(stream, known.Count > 0 ? known[0].Range.Last + 1 : 1, last);
        return known
            .Where(g => g.MayContain)
            .Select(g => g.Range with { Last = Math.Min(g.Range.Last, last) })
            .Prepend(rest)
            .Where(r => r.First <= r.Last);
    }

    async IAsyncEnumerable<Candidate> OfRangesAsync(IEnumerable<VersionRange> ranges, [EnumeratorCancellation] CancellationToken stop)
    {
        var size = FirstPage;
        foreach (var range in ranges)
        {
            List<ProbedBatch> page;
            var rest = range;
            do
            {
                page = await index.ProbeBackAsync(rest, probe, size, stop);
                foreach (var candidate in await CandidatesAsync(page.FindAll(p => p.MayContain), stop))
                    yield return candidate;
                if (page.Count > 0)
                    rest = rest with { Last = page[^1].Version - 1 };
                size = Math.Min(size * 2, LargestPage);
            } while (page.Count > 0 && rest.First <= rest.Last);
        }
    }

    async Task<IEnumerable<Candidate>> CandidatesAsync(List<ProbedBatch> hits, CancellationToken stop)
    {
        if (hits.Count == 0 || !StreamKey.TryParse(hits[0].Stream, out var stream))
            return [];
        var sequences = await events.SequencesAsync(stream, hits.ConvertAll(h => h.Version), stop);
        return hits.Select(h =>
            sequences.TryGetValue(h.Version, out var sequence)
                ? new Candidate(stream, h.Version, h.Covered, sequence)
                : throw new LineageCorruptException("it is missing").At(stream, h.Version)
        );
    }
}
