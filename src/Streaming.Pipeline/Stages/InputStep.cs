using System.Diagnostics;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;

namespace Streaming.Pipeline.Stages;

/// <summary>Turns what came over the wire into columns: outside bytes through the validator, channel messages through Arrow.</summary>
sealed class InputStep(StageParts parts)
{
    readonly IReadOnlyList<StageInput> _inputs = parts.Inputs;
    readonly ChannelRows _channels = new(parts.Topology, parts.Stage, parts.Inputs.Select(i => i.Plan));

    public InputSlice Read(RawInput raw)
    {
        var start = Stopwatch.GetTimestamp();
        var (validator, epoch) = (_inputs[raw.Input].Validator!, _inputs[raw.Input].Epoch);
        var validated = validator.Validate(raw.Batch, parts.Isolation.Failed.Among(raw.Batch));
        parts.Metrics.Took(Step.Validate, start, raw.Batch.Count);
        epoch?.Look(Columns.Times(validated.Accepted, SystemColumns.EventTime));
        var slice = new MergeSlice
        {
            Rows = validated.Accepted,
            Rejected = validated.Rejected,
            Watermarks = validated.Watermarks,
            Latest = validated.Latest,
            Publishers = raw.Batch.Publishers,
            NextOffset = raw.Batch.NextOffset,
            Bytes = raw.Bytes,
        };
        return new InputSlice(raw.Input, slice) { Partitioner = validator.State.Recognised };
    }

    public InputSlice Read(ChannelInput message)
    {
        var start = Stopwatch.GetTimestamp();
        var rows = _channels.Read(message);
        parts.Metrics.Took(Step.Validate, start, rows?.Length ?? 0);
        return new InputSlice(
            message.Input,
            new MergeSlice
            {
                Rows = rows,
                Watermarks = message.Watermark is { } time && IsBelievable(time) ? [new WatermarkRecord(message.Offset, time)] : [],
                MessageOffset = message.Offset,
                NextOffset = message.Offset + 1,
                Bytes = message.Bytes,
            }
        );
    }

    bool IsBelievable(Timestamp watermark) => Watermark.IsBelievable(watermark, parts.Topology.LatestAt(parts.Time.GetUtcNow()));
}
