using System.Text;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;

namespace Streaming.Events.Tests.Predictions;

public sealed class QuarantineRecordTests
{
    readonly PublishedSchema _schema = new("quarantine-v1.schema.json");

    [Fact]
    public void Key_and_value_go_on_as_they_came_and_headers_say_why()
    {
        var builder = new RowBuilder(RejectedSchema.Arrow);
        Append(builder, [0xFF], [1, 2, 3], "amount", length: 3);
        Append(builder, null, null, null, length: 0);
        Append(builder, [], [1], null, length: 5_000_000);

        var records = QuarantineRecord.From(builder.Build(), row => $"t/s/0/1/{row}");

        records[0].Key.ShouldBe([0xFF]);
        records[0].Value.ShouldBe([1, 2, 3]);
        Header(records[0], QuarantineHeaders.Rule).ShouldBe("amount");
        Header(records[0], QuarantineHeaders.SourceOffset).ShouldBe("77");
        (records[1].Key, records[1].Value).ShouldBe((null, null));
        records[1].Headers.ShouldNotContain(h => h.Name == QuarantineHeaders.RawHash);
        Header(records[2], QuarantineHeaders.RawLength).ShouldBe("5000000");
        Header(records[2], QuarantineHeaders.RawHash).Length.ShouldBe(64);
        foreach (var record in records)
        {
            record.Headers.Select(h => h.Name).ShouldBeSubsetOf(_schema.Properties);
            _schema.Required.ShouldBeSubsetOf(record.Headers.Select(h => h.Name));
        }
    }

    [Fact]
    public void The_published_reasons_are_those_of_the_code() =>
        _schema
            .Property("reason")
            .GetProperty("enum")
            .EnumerateArray()
            .Select(e => e.GetString())
            .ShouldBe(Enum.GetValues<ReasonCode>().Select(ReasonCodes.Name));

    [Fact]
    public void Reasons_come_back_from_their_names()
    {
        foreach (var code in Enum.GetValues<ReasonCode>())
        {
            ReasonCodes.TryParse(ReasonCodes.Name(code), out var back).ShouldBeTrue();
            back.ShouldBe(code);
        }
        ReasonCodes.TryParse("no-such-reason", out _).ShouldBeFalse();
    }

    static string Header(QuarantineRecord record, string name) => Encoding.UTF8.GetString(record.Headers.Single(h => h.Name == name).Value);

    static void Append(RowBuilder rows, byte[]? key, byte[]? raw, string? rule, long length)
    {
        rows.Fixed<int>(SystemColumns.Partition).Append(1);
        rows.Fixed<long>(SystemColumns.Offset).Append(77);
        rows.Fixed<long>(SystemColumns.SourceTime).Append(0);
        rows.Fixed<long>(SystemColumns.ArrivalTime).Append(0);
        rows.Bytes(RejectedColumns.Topic).Append("topic"u8);
        AppendOptional(rows.Bytes(RejectedColumns.Key), key);
        AppendOptional(rows.Bytes(RejectedColumns.Raw), raw);
        rows.Bytes(RejectedColumns.EventId).AppendNull();
        rows.Bytes(RejectedColumns.Reason).Append(ReasonCodes.Utf8Name(ReasonCode.OutOfRange));
        AppendOptional(rows.Bytes(RejectedColumns.Rule), rule is null ? null : Encoding.UTF8.GetBytes(rule));
        rows.Bytes(RejectedColumns.Detail).Append("Because."u8);
        rows.Fixed<long>(RejectedColumns.RawLength).Append(length);
        rows.FixedBytes(RejectedColumns.RawHash).Append(new byte[RejectedSchema.HashBytes]);
    }

    static void AppendOptional(BytesColumnBuilder column, byte[]? value)
    {
        if (value is null)
            column.AppendNull();
        else
            column.Append(value);
    }
}
