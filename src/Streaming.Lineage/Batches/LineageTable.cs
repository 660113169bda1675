using Apache.Arrow;

namespace Streaming.Lineage.Batches;

/// <summary>One named table of a batch.</summary>
/// <param name="Name">See <see cref="TableNames"/>.</param>
/// <param name="Batch">The rows.</param>
public sealed record LineageTable(string Name, RecordBatch Batch)
{
    /// <summary>Columns that hold personal data: stored apart inside the body; reading joins them back in their places.</summary>
    public IReadOnlySet<string> Personal { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;
}
