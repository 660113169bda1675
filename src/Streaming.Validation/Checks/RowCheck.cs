using Apache.Arrow;
using Streaming.Events.Raw;

namespace Streaming.Validation.Checks;

/// <summary>A check without state: looks at decoded rows a column at a time and rejects those at fault.</summary>
abstract class RowCheck
{
    public abstract void Run(in DecodedRows rows, Verdicts verdicts);
}

/// <summary>Decoded rows and the records they come from: row i is record <c>Records[i]</c> of <c>Raw</c>.</summary>
readonly ref struct DecodedRows(RecordBatch batch, RawBatch raw, ReadOnlySpan<int> records)
{
    public RecordBatch Batch { get; } = batch;
    public RawBatch Raw { get; } = raw;
    public ReadOnlySpan<int> Records { get; } = records;
    public int Count => Batch.Length;
}
