using Apache.Arrow;

namespace Streaming.Events.Expressions.Nodes;

/// <summary>What one evaluation reads: a batch, and the float columns that lie outside it.</summary>
readonly struct Frame(RecordBatch batch, IReadOnlyList<ReadOnlyMemory<float>> externals)
{
    public RecordBatch Batch { get; } = batch;
    public IReadOnlyList<ReadOnlyMemory<float>> Externals { get; } = externals;
    public int Length => Batch.Length;
}
