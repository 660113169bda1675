using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streaming.Lineage;

/// <summary>Makes groups out of a stream's batches.</summary>
internal static class GroupReader
{
    /// <summary>The groups that close within the given batches, which begin where a group begins.</summary>
    public static async IAsyncEnumerable<(VersionRange Range, byte[] Filter)> GroupsAsync(
        IAsyncEnumerable<LineageBatch> batches, [EnumeratorCancellation] CancellationToken ct)
    {
        var hashes = new List<ulong>(GroupRule.Records);
        long first = 0, records = 0;
        await foreach (var batch in batches.WithCancellation(ct))
        {
            if (first == 0)
                (first, records) = (batch.Version, batch.Header.Totals.Records - BatchRecords(batch));
            TableFacts.AddIdHashes(batch.Header, batch.Table, hashes);
            var after = batch.Header.Totals;
            if (GroupRule.ClosesGroup(batch.Version, after, after.Records - records))
            {
                yield return (
                    new VersionRange(batch.Stream.ToString(), first, batch.Version),
                    BloomFilter.Build(CollectionsMarshal.AsSpan(hashes), GroupRule.FilterBitsPerId));
                hashes.Clear();
                first = batch.Version + 1;
            }

            records = after.Records;
        }
    }

    private static long BatchRecords(LineageBatch batch) => TableFacts.Of(batch.Header, batch.Table).Totals.Records;
}
