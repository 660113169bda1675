using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;

namespace Streaming.Lineage.Tests.Verification;

public sealed class ChainWalkTests
{
    public static TheoryData<string> Columns => [SystemColumns.EventTime, TableNames.Decision, "TRANSACTION_ID"];

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_batch_sealed_right_over_columns_of_other_types_is_told_as_altered(string column)
    {
        var good = Samples.Rows(0, 3);
        var fields = good.Schema.FieldsList.ToList();
        var at = fields.FindIndex(f => f.Name == column);
        var arrays = good.Arrays.ToArray();
        fields[at] = Samples.Column(column, DoubleType.Default);
        arrays[at] = new DoubleArray.Builder().AppendRange([1, 2, 3]).Build();
        var rows = new RecordBatch(new Schema(fields, metadata: null), arrays, 3);
        var stored = BodyWriter.Write(Samples.Header(), [new LineageTable(TableNames.Rows, rows)], StoredEvent.PrefixSize);
        StoredEvent.Seal(stored, Samples.Stream, 1, new byte[ChainHash.Size]);

        new ChainWalk(Samples.Stream, []).Next(1, stored, out _).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Altered);
    }
}
