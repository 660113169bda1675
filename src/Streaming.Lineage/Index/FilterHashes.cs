using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Index;

/// <summary>
/// What a filter is built from: hashes of event ids, as often as they occur, and after them those of the other kinds, each once.
/// </summary>
/// <param name="Kinds">What it covers, also where there is none of a kind.</param>
/// <param name="Hashes">All of them.</param>
/// <param name="EventIds">So many of event ids stand first.</param>
sealed record FilterHashes(FilterKinds Kinds, List<ulong> Hashes, int EventIds)
{
    public ReadOnlySpan<ulong> OfEventIds => CollectionsMarshal.AsSpan(Hashes)[..EventIds];

    public ReadOnlySpan<ulong> OfOthers => CollectionsMarshal.AsSpan(Hashes)[EventIds..];

    /// <param name="header">Names the columns. Without a key's the filter does not cover keys.</param>
    /// <param name="table">Decodes a table by name.</param>
    /// <param name="decisions">Those of the batch, each once.</param>
    /// <param name="records">About so many there are.</param>
    public static FilterHashes Of(BatchHeader header, Func<string, RecordBatch?> table, IEnumerable<string> decisions, int records)
    {
        var hashes = new List<ulong>(2 * records);
        foreach (var (_, batch, column) in IdColumns.Of(header, table))
            new LookupColumn(batch, column).AddEventIds(hashes);
        var eventIds = hashes.Count;
        foreach (var decision in decisions)
            hashes.Add(LookupHash.Of(FilterKinds.Decisions, Encoding.UTF8.GetBytes(decision)));
        if (header.KeyColumn is { } key)
            AddKeys(hashes, OutcomeTables.Of(key, table), records);
        return new FilterHashes(KindsOf(header), hashes, eventIds);
    }

    /// <summary>What a filter over a batch can cover; batches of format versions 1 and 2 do not say which column is the key.</summary>
    public static FilterKinds KindsOf(BatchHeader header) =>
        header.KeyColumn is null ? FilterKinds.EventIds | FilterKinds.Decisions : FilterKinds.All;

    /// <summary>What a stored filter over these covers: what this program has it cover, or what one of an earlier release had.</summary>
    public FilterKinds Covered(FilterKinds stated) => stated == FilterKinds.EventIds ? FilterKinds.EventIds : Kinds;

    /// <param name="covered">As <see cref="Covered"/> says.</param>
    /// <param name="bitsPerHash">See <see cref="BloomFilter.Build"/>.</param>
    public byte[] Filter(FilterKinds covered, double bitsPerHash) =>
        BloomFilter.Build(covered == FilterKinds.EventIds ? OfEventIds : CollectionsMarshal.AsSpan(Hashes), bitsPerHash);

    static void AddKeys(List<ulong> hashes, IEnumerable<(string Table, RecordBatch Batch, string Key)> outcomes, int records)
    {
        using var known = new DistinctHashes(records);
        foreach (var (_, batch, key) in outcomes)
            new LookupColumn(batch, key).AddKeys(hashes, known);
    }
}
