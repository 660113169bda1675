using System.Diagnostics;
using Akka.Actor;
using Streaming.Lineage;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Recording;

namespace Streaming.Pipeline.Actors;

/// <summary>Writes each batch down: the lineage that will be appended, chained to the one before, and the outputs that follow from it.</summary>
internal sealed class AuditActor : ReceiveActor
{
    private LineageTail _tail;

    public AuditActor(PartitionContext partition, IActorRef owner)
    {
        _tail = partition.Tail;
        Receive<BatchInFlight>(batch =>
        {
            var start = Stopwatch.GetTimestamp();
            var recorded = RecordedBatch.Of(partition, batch);
            var prepared = PreparedBatch.Create(_tail, recorded.Header, recorded.Tables);
            _tail = prepared.Tail;
            partition.Metrics.Took(Step.Audit, start, recorded.Rows?.Length ?? 0);

            start = Stopwatch.GetTimestamp();
            var outputs = partition.Projection.Project(recorded.ToOutputs(partition.Stream, prepared.Version));
            partition.Metrics.Took(Step.Project, start, outputs.Count);
            partition.Committer.Submit(new CommitUnit(
                partition.Assignment,
                prepared,
                outputs,
                EmittedOffsets.After(partition.Stage, prepared.Tail),
                new BatchCounts(recorded.Rows?.Length ?? 0, recorded.Rejected?.Length ?? 0, recorded.Labels?.Length ?? 0),
                () => owner.Tell(BatchCommitted.Instance)));
        });
    }
}
