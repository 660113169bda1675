using System.Text;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Json;

public sealed class JsonRowDecoderTests
{
    static readonly FieldModel Seconds = new("x", FieldType.Timestamp) { Unit = TimestampUnit.Seconds };

    [Fact]
    public void Fields_are_read_in_any_order()
    {
        var decoding = new Decoding(Decoding.Fields);
        decoding.Add("""{"id":"a","when":"2018-06-11T00:00:24","amount":1.5,"count":3,"flag":true,"note":"x"}""").ShouldBeNull();
        decoding
            .Add(""" { "flag" : false , "amount" : -2e3 , "other" : [1,{"id":2}] , "when" : 1528675224000 , "id" : 42 } """)
            .ShouldBeNull();

        var batch = decoding.Build();

        batch.Length.ShouldBe(2);
        Text(Columns.Bytes(batch, "id")[0]).ShouldBe("a");
        Text(Columns.Bytes(batch, "id")[1]).ShouldBe("42");
        Columns.Int64(batch, "when").ToArray().ShouldBe([1_528_675_224_000_000, 1_528_675_224_000_000]);
        Columns.Double(batch, "amount").ToArray().ShouldBe([1.5, -2000]);
        batch.Column("count").IsNull(1).ShouldBeTrue();
        Columns.Bool(batch, "flag")[0].ShouldBeTrue();
        Columns.Bool(batch, "flag")[1].ShouldBeFalse();
        Columns.Bytes(batch, "note").IsNull(1).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"id":"a","when":"2018-06-11T00:00:24"}""", ReasonCode.MissingField, "amount")]
    [InlineData("""{"id":null,"when":"2018-06-11T00:00:24","amount":1}""", ReasonCode.MissingField, "id")]
    [InlineData("""{"id":"a","id":"b","when":0,"amount":1}""", ReasonCode.DuplicateField, "id")]
    [InlineData("""{"id":"a","when":0,"amount":"1"}""", ReasonCode.WrongType, "amount")]
    [InlineData("""{"id":1.5,"when":0,"amount":1}""", ReasonCode.WrongType, "id")]
    [InlineData("""{"id":"a","when":0,"amount":{"x":1}}""", ReasonCode.WrongType, "amount")]
    [InlineData("""{"id":"a","when":0,"amount":[]}""", ReasonCode.WrongType, "amount")]
    [InlineData("""{"id":"a","when":0,"amount":true}""", ReasonCode.WrongType, "amount")]
    [InlineData("""{"id":"a","when":0,"amount":1,"count":1.5}""", ReasonCode.WrongType, "count")]
    [InlineData("""{"id":"a","when":0,"amount":1,"count":9223372036854775808}""", ReasonCode.OutOfRange, "count")]
    [InlineData("""{"id":"a","when":0,"amount":1,"flag":1}""", ReasonCode.WrongType, "flag")]
    [InlineData("""{"id":"a","when":0,"amount":1e999}""", ReasonCode.NotFinite, "amount")]
    [InlineData("""{"id":"a","when":0,"amount":NaN}""", ReasonCode.NotFinite, "amount")]
    [InlineData("""{"id":"a","when":0,"amount":-Infinity}""", ReasonCode.NotFinite, "amount")]
    [InlineData("""{"id":"a","when":0,"amount":"Infinity"}""", ReasonCode.NotFinite, "amount")]
    [InlineData("""{"id":"a","when":"yesterday","amount":1}""", ReasonCode.InvalidTimestamp, "when")]
    [InlineData("""{"id":"a","when":9e18,"amount":1}""", ReasonCode.WrongType, "when")]
    [InlineData("""{"id":"a","when":999999999999999999,"amount":1}""", ReasonCode.InvalidTimestamp, "when")]
    [InlineData("""{"id":"\ud800","when":0,"amount":1}""", ReasonCode.InvalidUtf8, "id")]
    [InlineData("[1,2]", ReasonCode.NotAnObject, null)]
    [InlineData(" \"text\" ", ReasonCode.NotAnObject, null)]
    [InlineData("", ReasonCode.MalformedJson, null)]
    [InlineData("{", ReasonCode.MalformedJson, null)]
    [InlineData("""{"id":"a",}""", ReasonCode.MalformedJson, null)]
    [InlineData("""{"id":"a"} x""", ReasonCode.MalformedJson, null)]
    [InlineData("""{"id":01}""", ReasonCode.MalformedJson, null)]
    [InlineData("""{id:1}""", ReasonCode.MalformedJson, null)]
    [InlineData("""{"other":NaN}""", ReasonCode.MalformedJson, null)]
    [InlineData("{\"id\":\"a\u0001\"}", ReasonCode.MalformedJson, null)]
    public void A_faulty_record_gives_its_reason_and_no_row(string json, ReasonCode code, string? field)
    {
        var decoding = new Decoding(Decoding.Fields);
        var fault = decoding.Add(json);
        fault.ShouldNotBeNull();
        (fault.Value.Code, fault.Value.Field).ShouldBe((code, field));
        fault.Value.Detail.ShouldEndWith(".");
        decoding.Add("""{"id":"good","when":0,"amount":1}""").ShouldBeNull();
        decoding.Build().Length.ShouldBe(1);
    }

    [Fact]
    public void What_is_wrong_with_the_text_comes_before_what_is_wrong_with_a_field() =>
        new Decoding(Decoding.Fields).Add("""{"id":{},"when":0,"amount":1""")!.Value.Code.ShouldBe(ReasonCode.MalformedJson);

    [Fact]
    public void Invalid_UTF8_is_found_also_outside_declared_fields() =>
        new Decoding(Decoding.Fields).Add([.. "{\"zzz\":\""u8, 0xC3, 0x28, .. "\"}"u8])!.Value.Code.ShouldBe(ReasonCode.InvalidUtf8);

    [Fact]
    public void Nesting_has_a_limit()
    {
        static string Nested(int levels) =>
            $$"""{"id":"a","when":0,"amount":1,"z":{{new string('[', levels)}}{{new string(']', levels)}}}""";
        new Decoding(Decoding.Fields).Add(Nested(31)).ShouldBeNull();
        new Decoding(Decoding.Fields).Add(Nested(32))!.Value.Code.ShouldBe(ReasonCode.TooDeep);
        new Decoding(Decoding.Fields).Add(Nested(500_000))!.Value.Code.ShouldBe(ReasonCode.TooDeep);
    }

    [Fact]
    public void A_byte_order_mark_is_stepped_over() =>
        new Decoding(Decoding.Fields).Add("\uFEFF{\"id\":\"a\",\"when\":0,\"amount\":1}").ShouldBeNull();

    [Fact]
    public void Strings_may_hold_anything_that_is_text()
    {
        Decoding.One(FieldType.String, """ "\u0000\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00ö" """, out var row).ShouldBeNull();
        Text(Columns.Bytes(row, "x")[0]).ShouldBe("\0\"\\/\b\f\n\r\tä😀ö");
    }

    [Theory]
    [InlineData("1714557600", 1_714_557_600_000_000)]
    [InlineData("1714557600.123456", 1_714_557_600_123_456)]
    [InlineData("1714557600.1234569", 1_714_557_600_123_456)]
    [InlineData("1.7145576001e9", 1_714_557_600_100_000)]
    [InlineData("-0.0000001", -1)]
    [InlineData("-62135596800", -62_135_596_800_000_000)]
    [InlineData("253402300799.999999", 253_402_300_799_999_999)]
    [InlineData("\"2024-05-01T10:00:00Z\"", 1_714_557_600_000_000)]
    public void A_number_in_a_field_of_seconds_is_Unix_time(string value, long microseconds)
    {
        Decoding.One(Seconds, value, out var row).ShouldBeNull();
        Columns.Int64(row, "x")[0].ShouldBe(microseconds);
    }

    [Theory]
    [InlineData("253402300800")]
    [InlineData("-62135596800.1")]
    [InlineData("1714557600000")]
    [InlineData("9e999")]
    [InlineData("\"1714557600\"")]
    public void Seconds_outside_of_the_calendar_are_no_time(string value)
    {
        var fault = Decoding.One(Seconds, value, out _)!.Value;
        fault.Code.ShouldBe(ReasonCode.InvalidTimestamp);
    }

    [Fact]
    public void A_fault_names_the_unit_of_the_field() =>
        Decoding
            .One(Seconds, "true", out _)!
            .Value.Detail.ShouldBe("Field x must be a time (ISO 8601 or seconds since 1970), and is a boolean.");

    [Fact]
    public void Names_may_be_written_with_escapes()
    {
        var decoding = new Decoding([new FieldModel("x", FieldType.Int)]);
        decoding.Add("""{"\u0078":7}""").ShouldBeNull();
        Columns.Int64(decoding.Build(), "x")[0].ShouldBe(7);
    }

    [Fact]
    public void Unknown_fields_are_rejected_where_the_topology_says_so()
    {
        var fault = new Decoding([new FieldModel("x", FieldType.Int)], UnknownFields.Reject).Add("{\"x\":1,\"y\\u0000\":2}")!.Value;
        (fault.Code, fault.Field).ShouldBe((ReasonCode.UnknownField, "y?"));
    }

    [Fact]
    public void Unknown_fields_are_kept_as_one_JSON_text()
    {
        var decoding = new Decoding([new FieldModel("x", FieldType.Int)], UnknownFields.Keep);
        decoding.Add("""{"a" : [1, 2],"x":1,"b":"\u00e4"}""").ShouldBeNull();
        decoding.Add("""{"x":2}""").ShouldBeNull();
        decoding.Add("""{"x":2,"a":1,"\u0061":2}""")!.Value.Code.ShouldBe(ReasonCode.DuplicateField);
        var batch = decoding.Build();
        Text(Columns.Bytes(batch, RowSchema.UnknownColumn)[0]).ShouldBe("""{"a":[1, 2],"b":"\u00e4"}""");
        Columns.Bytes(batch, RowSchema.UnknownColumn).IsNull(1).ShouldBeTrue();
    }

    [Fact]
    public void A_flood_of_unknown_fields_is_bounded()
    {
        var json = $$"""{"x":1,{{string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"f{i}\":0"))}}}""";
        new Decoding([new FieldModel("x", FieldType.Int)], UnknownFields.Keep).Add(json)!.Value.Code.ShouldBe(ReasonCode.UnknownField);
        new Decoding([new FieldModel("x", FieldType.Int)]).Add(json).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"id":"a\n1","amount":"x"}""", "a\n1")]
    [InlineData("""{"amount":"x","id":17}""", "17")]
    [InlineData("""{"id":"a", broken""", "a")]
    [InlineData("""{"amount":1}""", null)]
    [InlineData("""{"id":[],"amount":1}""", null)]
    public void The_id_of_a_failed_record_is_found_where_it_can_be_read(string json, string? id)
    {
        var decoding = new Decoding(Decoding.Fields, id: "id");
        decoding.Add(json).ShouldNotBeNull();
        decoding.EventId(json).ShouldBe(id);
    }

    static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
