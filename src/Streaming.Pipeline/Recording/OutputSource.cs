using Apache.Arrow;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Recording;

/// <summary>
/// What outputs are made from: a batch's recorded tables and header, nothing else, so that what recovery emits from lineage
/// is what the live path would have emitted.
/// </summary>
sealed record OutputSource(
    StreamKey Stream,
    long Version,
    BatchHeader Header,
    RecordBatch? Rows,
    RecordBatch? Labels,
    RecordBatch? Rejected,
    RecordBatch? Commands
)
{
    public static OutputSource Of(LineageBatch batch) =>
        new(
            batch.Stream,
            batch.Version,
            batch.Header,
            batch.Table(TableNames.Rows),
            batch.Table(TableNames.Labels),
            batch.Table(TableNames.Rejected),
            batch.Table(TableNames.Control)
        );
}
