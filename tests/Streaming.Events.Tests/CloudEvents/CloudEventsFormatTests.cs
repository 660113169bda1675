using System.Text;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using CsCheck;
using Streaming.Events.Formats;
using Streaming.Events.Rows;
using Streaming.Events.Tests.Json;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.CloudEvents;

/// <summary>CloudEvents as records; the specification's own library is the other side.</summary>
public sealed class CloudEventsFormatTests
{
    static readonly IReadOnlyList<FieldModel> Fields =
    [
        new("ce_id", FieldType.String),
        new("ce_time", FieldType.Timestamp),
        new("ce_subject", FieldType.String) { Optional = true },
        new("amount", FieldType.Double),
        new("note", FieldType.String) { Optional = true },
    ];

    [Fact]
    public void What_the_CloudEvents_library_writes_is_read()
    {
        var decoding = new Decoding(Fields, format: EventFormat.Cloudevents);
        var sent = new CloudEvent
        {
            Id = "a \"1\" ä",
            Source = new Uri("https://shop.example/checkout"),
            Type = "com.example.order",
            Time = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(1)),
            DataContentType = "application/json",
            Data = new { amount = 7.25, note = "x\ny" },
        };
        decoding.Add(new JsonEventFormatter().EncodeStructuredModeMessage(sent, out _).ToArray()).ShouldBeNull();

        var row = decoding.Build();
        Text(row, "ce_id").ShouldBe("a \"1\" ä");
        Text(row, "note").ShouldBe("x\ny");
        Columns.Double(row, "amount")[0].ShouldBe(7.25);
        Columns.Int64(row, "ce_time")[0].ShouldBe(new DateTimeOffset(2026, 3, 2, 11, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000);
        row.Column("ce_subject").IsNull(0).ShouldBeTrue();
    }

    [Fact]
    public void What_is_written_is_a_CloudEvent_and_reads_back_as_the_same_fields() =>
        Gen.Select(Gen.String[1, 20], Gen.Double, Gen.String, Gen.Bool)
            .Where((id, amount, _, _) => double.IsFinite(amount) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id)) == id)
            .Sample(
                (id, amount, note, attribute) =>
                {
                    note = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(note));
                    var fields = new JsonObject
                    {
                        ["amount"] = amount,
                        [attribute ? "ce_id" : "id"] = id,
                        ["note"] = note,
                        ["ce_time"] = "2026-03-02T12:00:00Z",
                    };
                    var value = RecordFormats
                        .Of(EventFormat.Cloudevents)
                        .Encode(Encoding.UTF8.GetBytes(fields.ToJsonString()), "orders", attribute ? "ce_id" : "id");

                    var read = new JsonEventFormatter().DecodeStructuredModeMessage(value, null, null);
                    read.IsValid.ShouldBeTrue();
                    (read.Id, read.Type, read.Time).ShouldBe((id, "orders", new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero)));

                    var decoding = new Decoding(Fields, format: EventFormat.Cloudevents);
                    decoding.Add(value).ShouldBeNull();
                    var row = decoding.Build();
                    (Text(row, "ce_id"), Text(row, "note"), Columns.Double(row, "amount")[0]).ShouldBe((id, note, amount));
                },
                iter: 500
            );

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","data":{}}""", ReasonCode.MissingField, "type")]
    [InlineData("""{"amount":1,"id":"1"}""", ReasonCode.MissingField, "specversion")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/s","type":"t","data":{}}""", ReasonCode.NotAllowed, "specversion")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/s","type":"t","data":{}}""", ReasonCode.WrongType, "id")]
    [InlineData("""{"specversion":"1.0","id":7,"source":"/s","type":"t","data":{}}""", ReasonCode.WrongType, "id")]
    [InlineData("""{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"t","data":{}}""", ReasonCode.DuplicateField, "id")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{},"d\u0061ta":{}}""", ReasonCode.DuplicateField, "data")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"e30="}""", ReasonCode.WrongType, "data_base64")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":"{}"}""", ReasonCode.NotAnObject, "data")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"amount":1}}""", ReasonCode.MissingField, "ce_time")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t"}""", ReasonCode.MissingField, "ce_time")]
    [InlineData(
        """{"specversion":"1.0","id":"1","time":"2026-01-01T00:00:00Z","source":"/s","type":"t","data":{"amount":1,"ce_id":"2"}}""",
        ReasonCode.DuplicateField,
        "ce_id"
    )]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}""", ReasonCode.MalformedJson, null)]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}} x""", ReasonCode.MalformedJson, null)]
    [InlineData("[]", ReasonCode.NotAnObject, null)]
    [InlineData("\"x\" y", ReasonCode.NotAnObject, null)]
    public void What_is_no_CloudEvent_with_the_fields_is_refused_by_what_is_wrong(string value, ReasonCode code, string? field)
    {
        var fault = new Decoding(Fields, format: EventFormat.Cloudevents).Add(value);
        (fault?.Code, fault?.Field).ShouldBe((code, field));
    }

    [Theory]
    [InlineData("amount", """{"specversion":"1.0","id":"e 7","source":"/s","type":"t","data":{"amount":"much"}}""", "ce_id", "e 7")]
    [InlineData("amount", """{"specversion":"1.0","id":"e 7","source":"/s","type":"t","data":{"key":12,"amount":"much"}}""", "key", "12")]
    public void A_refused_event_is_still_known_by_its_id(string field, string value, string idField, string id)
    {
        var decoding = new Decoding(
            [new(idField, FieldType.String), new(field, FieldType.Double)],
            id: idField,
            format: EventFormat.Cloudevents
        );
        decoding.Add(value)!.Value.Field.ShouldBe(field);
        decoding.EventId(value).ShouldBe(id);
    }

    [Fact]
    public void Data_is_as_deep_as_a_record_of_its_own_may_be()
    {
        var decoding = new Decoding([new("x", FieldType.Int) { Optional = true }], format: EventFormat.Cloudevents);
        decoding.Add(Nested(31)).ShouldBeNull();
        decoding.Add(Nested(32))!.Value.Code.ShouldBe(ReasonCode.TooDeep);

        static string Nested(int levels) =>
            """{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"y":"""
            + new string('[', levels)
            + new string(']', levels)
            + "}}";
    }

    [Fact]
    public void Mutated_events_give_a_row_or_a_fault_and_never_half_of_one()
    {
        var seed =
            """{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-01-01T00:00:00Z","data":{"amount":1,"note":"\u00e4"}}""";
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue])
            .Sample(
                (changes, random) =>
                {
                    var decoding = new Decoding(Fields, UnknownFields.Keep, "ce_id", EventFormat.Cloudevents);
                    decoding.Add(seed).ShouldBeNull();
                    var value = Mutate(Encoding.UTF8.GetBytes(seed), changes, new Random(random));
                    var accepted = decoding.Add(value) is null ? 1 : 0;
                    decoding.Add(seed).ShouldBeNull();
                    decoding.Build().Length.ShouldBe(2 + accepted);
                },
                iter: 20_000
            );
    }

    static byte[] Mutate(byte[] bytes, int changes, Random random)
    {
        const string Tokens = "{}[]\",:\\u0 1e-.tfn\0\u00ff";
        var list = bytes.ToList();
        for (var i = 0; i < changes && list.Count > 0; i++)
        {
            var at = random.Next(list.Count);
            switch (random.Next(3))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list[at] = (byte)Tokens[random.Next(Tokens.Length)];
                    break;
                default:
                    list.RemoveRange(at, random.Next(list.Count - at));
                    break;
            }
        }

        return [.. list];
    }

    static string Text(Apache.Arrow.RecordBatch rows, string column)
    {
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        return Encoding.UTF8.GetString(new TextColumn(rows, column).Text(0, scratch));
    }
}
