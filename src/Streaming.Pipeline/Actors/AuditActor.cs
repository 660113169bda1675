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
    private SnapshotReference? _snapshot;

    public AuditActor(PartitionContext partition, IActorRef owner)
    {
        _tail = partition.Tail;
        _snapshot = SnapshotReference.Of(_tail.Header);
        Receive<BatchInFlight>(batch =>
        {
            var start = Stopwatch.GetTimestamp();
            var snapshot = batch.Snapshot?.ToBytes();
            if (snapshot is not null) _snapshot = SnapshotReference.To(_tail.Version + 1, snapshot);
            var recorded = RecordedBatch.Of(partition, batch, _snapshot);
            var prepared = PreparedBatch.Create(_tail, recorded.Header, recorded.Tables, snapshot);
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
