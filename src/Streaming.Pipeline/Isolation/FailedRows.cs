using System.Collections.Immutable;
using System.Text;
using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;

namespace Streaming.Pipeline.Isolation;

/// <summary>
/// Rows that were found to fail alone and have not been recorded as rejected yet, each with what is said of it. Outlives the sessions of
/// a stage in this process; a process that dies with it finds the same rows again. Thread-safe.
/// </summary>
sealed class FailedRows
{
    ImmutableDictionary<RowPlace, string> _details = ImmutableDictionary<RowPlace, string>.Empty;

    public bool IsEmpty => _details.IsEmpty;

    /// <summary>What is said of a row; null: it is none of them.</summary>
    public string? Find(RowPlace place) => _details.GetValueOrDefault(place);

    /// <summary>Those among the records of a batch, by offset; null where there are none.</summary>
    public IReadOnlyDictionary<long, string>? Among(RawBatch raw)
    {
        var details = _details;
        if (details.IsEmpty)
            return null;
        var found = details
            .Where(d => d.Key.Topic == raw.Topic && d.Key.Partition == raw.Partition)
            .ToDictionary(d => d.Key.Offset, d => d.Value);
        return found.Count == 0 ? null : found;
    }

    /// <returns>False where it is known already: it was not kept out.</returns>
    public bool Add(RowPlace place, string detail) => ImmutableInterlocked.TryAdd(ref _details, place, detail);

    /// <summary>Rejected records are in lineage: nobody meets them again.</summary>
    public void Recorded(RecordBatch? rejected)
    {
        if (IsEmpty || rejected is not { Length: > 0 })
            return;
        var topics = Columns.Bytes(rejected, RejectedColumns.Topic);
        var partitions = Columns.Int32(rejected, SystemColumns.Partition);
        var offsets = Columns.Int64(rejected, SystemColumns.Offset);
        for (var row = 0; row < rejected.Length; row++)
        {
            ImmutableInterlocked.TryRemove(
                ref _details,
                new RowPlace(Encoding.UTF8.GetString(topics[row]), partitions[row], offsets[row]),
                out _
            );
        }
    }
}
