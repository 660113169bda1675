using Streaming.Events.Raw;
using Streaming.Events.Time;

namespace Streaming.Events.Tests.Raw;

public sealed class RawBatchBuilderTests
{
    [Fact]
    public void Records_and_watermarks_come_back_as_appended()
    {
        var builder = new RawBatchBuilder("t", 3);
        builder.IsEmpty.ShouldBeTrue();
        builder.Append(10, new Timestamp(111), "k"u8, hasKey: true, "value"u8, hasValue: true);
        builder.AppendWatermark(11, new Timestamp(5_000));
        builder.Append(12, new Timestamp(112), default, hasKey: false, default, hasValue: false);
        builder.Append(15, new Timestamp(113), default, hasKey: true, default, hasValue: true);

        var batch = builder.Build(arrivalTime: new Timestamp(99));

        batch.Count.ShouldBe(3);
        batch.NextOffset.ShouldBe(16);
        batch.ArrivalTime.ShouldBe(new Timestamp(99));
        batch.Offsets.ShouldBe([10, 12, 15]);
        batch.Watermarks.ShouldBe([new WatermarkRecord(11, new Timestamp(5_000))]);
        batch.Key(0).SequenceEqual("k"u8).ShouldBeTrue();
        batch.Value(0).SequenceEqual("value"u8).ShouldBeTrue();
        (batch.HasKey(1), batch.HasValue(1)).ShouldBe((false, false));
        (batch.HasKey(2), batch.HasValue(2)).ShouldBe((true, true));
        builder.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_built_batch_is_not_touched_by_the_next()
    {
        var builder = new RawBatchBuilder("t", 0);
        builder.Append(0, Timestamp.Epoch, default, false, "first"u8, true);
        var first = builder.Build(Timestamp.Epoch);
        builder.Append(1, Timestamp.Epoch, default, false, "SECOND"u8, true);
        first.Value(0).SequenceEqual("first"u8).ShouldBeTrue();
        builder.Build(Timestamp.Epoch).Value(0).SequenceEqual("SECOND"u8).ShouldBeTrue();
    }

    [Fact]
    public void A_position_can_move_without_records()
    {
        var builder = new RawBatchBuilder("t", 0);
        builder.Advance(7);
        builder.Build(Timestamp.Epoch).NextOffset.ShouldBe(7);
        Should.Throw<InvalidOperationException>(() => builder.Build(Timestamp.Epoch));
    }
}
