using Apache.Arrow;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>A recorded batch with the tables that a stage computes from.</summary>
sealed record DecodedBatch(LineageBatch Recorded, RecordBatch? Rows, RecordBatch? Labels)
{
    public static DecodedBatch Of(LineageBatch batch) => new(batch, batch.Table(TableNames.Rows), batch.Table(TableNames.Labels));
}
