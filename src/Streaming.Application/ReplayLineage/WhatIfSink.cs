using Streaming.Learning.WhatIf;
using Streaming.Pipeline.Replay;

namespace Streaming.Application.ReplayLineage;

/// <summary>Hands replayed batches to a what-if report.</summary>
public sealed class WhatIfSink(WhatIfCollector collector) : IReplaySink
{
    /// <inheritdoc/>
    public ValueTask TakeAsync(ReplayedBatch batch, CancellationToken stop)
    {
        if (batch.WhatIf is { } whatIf)
            collector.Add(batch.Recorded.Stream, batch.Rows, whatIf);
        else if (batch.Stage.Final)
            collector.LeaveOut(batch.Rows);
        return ValueTask.CompletedTask;
    }
}
