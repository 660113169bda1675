using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Rows;

public sealed class RowBuilderTests
{
    [Fact]
    public void A_row_taken_back_leaves_no_trace()
    {
        var schema = RowSchema.Create([new FieldModel("s", FieldType.String) { Optional = true }, new FieldModel("b", FieldType.Bool)]);
        var builder = new RowBuilder(schema.Arrow);
        AppendSystem(builder);
        builder.Bytes("s").Append("kept"u8);
        builder.Bool("b").Append(true);
        builder.CommitRow();

        AppendSystem(builder);
        builder.Bytes("s").AppendNull();
        builder.RollbackRow();

        AppendSystem(builder);
        builder.Bytes("s").Append("next"u8);
        builder.Bool("b").Append(false);
        builder.CommitRow();

        var batch = builder.Build();
        batch.Length.ShouldBe(2);
        batch.Column("s").NullCount.ShouldBe(0);
        var text = Columns.Bytes(batch, "s");
        text[0].SequenceEqual("kept"u8).ShouldBeTrue();
        text[1].SequenceEqual("next"u8).ShouldBeTrue();
        Columns.Bool(batch, "b")[1].ShouldBeFalse();
    }

    [Fact]
    public void A_built_batch_is_not_touched_by_the_next()
    {
        var builder = new RowBuilder(SampleRows.Schema);
        SampleRows.Create(0, 0).Length.ShouldBe(0);
        builder.Fixed<int>("int32").Append(1);
        for (var c = 1; c < SampleRows.Schema.FieldsList.Count; c++)
        {
            if (SampleRows.Schema.FieldsList[c].IsNullable)
                builder[c].AppendNull();
        }
        builder.Fixed<byte>("uint8").Append(9);
        builder.Fixed<float>("float").Append(0.5f);
        var first = builder.Build();
        var before = SampleRows.Cells(first, 0);
        builder.Fixed<int>("int32").AppendMany(7, 100);
        SampleRows.Cells(first, 0).ShouldBe(before);
        Should.Throw<InvalidOperationException>(() => builder.Build()).Message.ShouldContain("int64");
    }

    [Fact]
    public void Columns_come_in_the_agreed_order()
    {
        var schema = RowSchema.Create([new FieldModel("a", FieldType.Int)], ["f1"], keepsUnknown: true).WithFeatures(["f2"]);
        schema
            .Arrow.FieldsList.Select(f => f.Name)
            .ShouldBe(["_partition", "_offset", "_source_time", "_arrival_time", "_event_time", "_flags", "a", "_unknown", "f1", "f2"]);
        schema.Arrow.GetFieldByIndex(schema.FirstFeature).Name.ShouldBe("f1");
    }

    [Fact]
    public void A_feature_and_a_field_of_one_name_are_told_apart()
    {
        var schema = RowSchema.Create([new FieldModel("amount", FieldType.Double)], ["amount"]);
        var builder = new RowBuilder(schema.Arrow);
        AppendSystem(builder);
        builder.Fixed<double>("amount").Append(0.1);
        builder.Fixed<float>("amount").Append(0.25f);
        var batch = builder.Build();
        Columns.Double(batch, "amount")[0].ShouldBe(0.1);
        Columns.Float(batch, "amount")[0].ShouldBe(0.25f);
    }

    [Fact]
    public void A_missing_column_is_named() =>
        Should.Throw<StreamingException>(() => Columns.Int64(SampleRows.Create(1, 1), "nowhere")).Message.ShouldContain("nowhere");

    static void AppendSystem(RowBuilder builder)
    {
        builder.Fixed<int>(SystemColumns.Partition).Append(0);
        builder.Fixed<long>(SystemColumns.Offset).Append(0);
        builder.Fixed<long>(SystemColumns.SourceTime).Append(0);
        builder.Fixed<long>(SystemColumns.ArrivalTime).Append(0);
        builder.Fixed<long>(SystemColumns.EventTime).Append(0);
        builder.Fixed<byte>(SystemColumns.Flags).Append(0);
    }
}
