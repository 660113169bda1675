using System.Diagnostics;
using Akka.Actor;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;

namespace Streaming.Pipeline.Actors;

/// <summary>Turns what came over the wire into columns: outside bytes through the validator, channel messages through Arrow.</summary>
internal sealed class ValidationActor : ReceiveActor
{
    public ValidationActor(PartitionContext partition, IActorRef features)
    {
        var channels = new ChannelRows(partition.Topology, partition.Stage, partition.Inputs.Select(i => i.Plan));
        Receive<RawInput>(raw =>
        {
            var start = Stopwatch.GetTimestamp();
            var validator = partition.Inputs[raw.Input].Validator!;
            var validated = validator.Validate(raw.Batch);
            partition.Metrics.Took(Step.Validate, start, raw.Batch.Count);
            partition.Inputs[raw.Input].Epoch?.Look(Columns.Int64(validated.Accepted, SystemColumns.EventTime));
            features.Tell(new InputSlice(raw.Input, new MergeSlice
            {
                Rows = validated.Accepted,
                Rejected = validated.Rejected,
                Watermarks = validated.Watermarks,
                Latest = validated.Latest,
                Publishers = raw.Batch.Publishers,
                NextOffset = raw.Batch.NextOffset,
                Bytes = raw.Bytes,
            })
            {
                Partitioner = validator.State.Recognised,
            });
        });
        Receive<InputEnd>(features.Forward);
        Receive<ChannelInput>(message =>
        {
            var start = Stopwatch.GetTimestamp();
            var rows = channels.Read(message);
            partition.Metrics.Took(Step.Validate, start, rows?.Length ?? 0);
            features.Tell(new InputSlice(message.Input, new MergeSlice
            {
                Rows = rows,
                Watermarks = message.Watermark is { } time && Watermark.IsBelievable(time, partition.Topology.LatestAt(partition.Time.GetUtcNow())) ? [new WatermarkRecord(message.Offset, time)] : [],
                MessageOffset = message.Offset,
                NextOffset = message.Offset + 1,
                Bytes = message.Bytes,
            }));
        });
    }
}
