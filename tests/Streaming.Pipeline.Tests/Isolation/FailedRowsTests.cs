using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Time;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Stages;
using Streaming.Pipeline.Tests.Stages;

namespace Streaming.Pipeline.Tests.Isolation;

/// <summary>Orders lie at the offsets of twice their numbers.</summary>
public sealed class FailedRowsTests
{
    /// <summary>Fails where a row on which a feature throws ends the pipeline, or where another row is blamed for it.</summary>
    [Fact]
    public void A_row_on_which_a_feature_throws_is_known_afterwards()
    {
        var stage = Orders.Stage();
        var fault = Should.Throw<FailedRowsException>(() => stage.Features.Compute(Damaged(stage)));
        (fault.Count, fault.First).ShouldBe((1, new RowPlace(Orders.Topic, 0, 4)));
        fault.Detail.ShouldStartWith("A feature fails on this row and not on others: ArgumentOutOfRangeException");

        // The next session reads it again.
        var next = new StageProcessor(Orders.Stage().Parts with { Isolation = stage.Parts.Isolation });
        next.Accept(Orders.Complete(1, 3));
        var recorded = next.Take()!.Recorded;
        Columns.Int64(recorded.Rows!, SystemColumns.Offset).ToArray().ShouldBe([2, 6]);
        Columns.Float(recorded.Rows!, "spent").ToArray().ShouldBe([80, 160]);
        Columns.Int64(recorded.Rejected!, SystemColumns.Offset).ToArray().ShouldBe([4]);
    }

    /// <summary>Fails where a defect that no row is to blame for is taken for a row's.</summary>
    [Fact]
    public void Where_features_throw_on_every_row_the_fault_is_passed_on()
    {
        var stage = Orders.Stage();
        var merged = Damaged(stage);
        Should.Throw<ArgumentOutOfRangeException>(() =>
            stage.Features.Compute(merged with { Events = RowGather.Slice(merged.Events!, 1, 1) })
        );
        stage.Parts.Isolation.Failed.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Fails where a row is found again and again: the stage would start over for ever.</summary>
    [Fact]
    public void A_row_that_is_met_again_although_it_is_known_ends_in_its_fault()
    {
        var stage = Orders.Stage();
        var merged = Damaged(stage);
        var isolation = stage.Parts.Isolation;
        RowFailure[] failing = [new(1, new InvalidOperationException())];
        Should.Throw<FailedRowsException>(() => isolation.Blame(Orders.Topic, merged.Events!, failing, "It", failing[0].Fault));
        Should.NotThrow(
            () => isolation.Blame(Orders.Topic, merged.Events!, failing, "It", failing[0].Fault),
            "who called it throws what was thrown"
        );
    }

    /// <summary>Fails where what is known of a row outlives it, or is lost before it is recorded.</summary>
    [Fact]
    public void It_is_forgotten_once_it_is_recorded()
    {
        var failed = new FailedRows();
        failed.Add(new RowPlace(Orders.Topic, 0, 4), "fails");
        failed.Add(new RowPlace(Orders.Topic, 0, 6), "fails");
        failed.Add(new RowPlace(Orders.Topic, 0, 6), "fails otherwise").ShouldBeFalse();
        failed.Recorded(null);
        failed.Recorded(Rejected(failed, upTo: 2));
        failed.Find(new RowPlace(Orders.Topic, 0, 4)).ShouldBeNull();
        failed.Find(new RowPlace(Orders.Topic, 0, 6)).ShouldBe("fails");
        failed.Recorded(Rejected(failed, upTo: 3));
        failed.IsEmpty.ShouldBeTrue();
    }

    /// <summary>What validation rejects of the first orders.</summary>
    static RecordBatch Rejected(FailedRows failed, int upTo)
    {
        var raw = Orders.Complete(1, upTo).Batch;
        return Orders.Stage().Parts.Inputs[0].Validator!.Validate(raw, failed.Among(raw)).Rejected;
    }

    /// <summary>Three orders, of which the second has a customer that ends before it begins.</summary>
    static MergedBatch Damaged(StageProcessor stage)
    {
        var rows = stage.Input.Read(Orders.Complete(1, 3)).Slice.Rows!;
        int[] offsets = [0, 2, 1, 3];
        var columns = rows.Arrays.ToArray();
        columns[Columns.IndexOf(rows.Schema, "customer")] = new StringArray(
            rows.Length,
            new ArrowBuffer(MemoryMarshal.AsBytes<int>(offsets).ToArray()),
            new ArrowBuffer("ccc"u8.ToArray()),
            ArrowBuffer.Empty
        );
        return new MergedBatch
        {
            Events = new RecordBatch(rows.Schema, columns, rows.Length),
            Positions = [],
            Clock = Timestamp.Epoch,
            Idle = false,
        };
    }
}
