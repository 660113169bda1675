using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Tests;

/// <summary>Each reason once, from a record that is at fault in that way only.</summary>
public sealed class ReasonTests
{
    [Theory]
    [InlineData("null-value", null)]
    [InlineData("malformed-json", "{")]
    [InlineData("not-an-object", "7")]
    [InlineData("missing-field", """{"id":"e1","when":0,"customer":"c1"}""")]
    [InlineData("duplicate-field", """{"id":"e1","id":"e1","when":"2018-06-11","customer":"c1","amount":1}""")]
    [InlineData("wrong-type", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":"1"}""")]
    [InlineData("not-finite", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":1e400}""")]
    [InlineData("invalid-timestamp", """{"id":"e1","when":"11 June","customer":"c1","amount":1}""")]
    [InlineData("out-of-range", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":-0.01}""")]
    [InlineData("out-of-range", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":1000.01}""")]
    [InlineData("out-of-range", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":1,"count":-6}""")]
    [InlineData("too-long", """{"id":"01234567890123456","when":"2018-06-11","customer":"c1","amount":1}""")]
    [InlineData("not-allowed", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":1,"country":"XX"}""")]
    [InlineData("pattern-mismatch", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":1,"code":"AB1x"}""")]
    [InlineData("too-old", """{"id":"e1","when":"2018-06-01T11:59:59","customer":"c1","amount":1}""")]
    [InlineData("too-far-in-future", """{"id":"e1","when":"2018-06-11T12:05:00.000001","customer":"c1","amount":1}""")]
    [InlineData("too-far-in-future", """{"id":"e1","when":"2100-01-01","customer":"c1","amount":1}""")]
    [InlineData("key-mismatch", """{"id":"e1","when":"2018-06-11","customer":"c2","amount":1}""")]
    [InlineData("rule-violated", """{"id":"e1","when":"2018-06-11","customer":"c1","amount":100}""")]
    public void A_record_at_fault_gets_its_reason(string reason, string? value) => Fixture.Create().Verdict("c1", value).ShouldBe(reason);

    [Theory]
    [InlineData("""{"id":"e1","when":"2018-06-01T12:00:00","customer":"c1","amount":0}""")]
    [InlineData("""{"id":"e1","when":"2018-06-11T12:05:00","customer":"c1","amount":1000}""")]
    [InlineData("""{"id":"0123456789012345","when":1528718400000,"customer":"c1","amount":1,"country":"FR","code":"AB12","count":-5}""")]
    [InlineData("""{"id":"e1","when":"2018-06-11","customer":"c1","amount":1,"country":null,"code":null,"other":{}}""")]
    public void A_record_on_the_edge_is_accepted(string value) => Fixture.Create().Verdict("c1", value).ShouldBeNull();

    [Fact]
    public void A_record_without_a_key_is_rejected_where_state_is_kept_by_key()
    {
        Fixture.Create().Verdict(null, Fixture.Event()).ShouldBe("null-key");
        Fixture.Create().Verdict("", Fixture.Event()).ShouldBe("null-key");
        Fixture.Create(Fixture.Spec with { Placement = null }).Verdict(null, Fixture.Event()).ShouldBeNull();
    }

    [Fact]
    public void Where_publishers_choose_partitions_the_record_key_says_nothing() =>
        Fixture.Create(Fixture.Spec with { Placement = null, Key = null }).Verdict("anything", Fixture.Event()).ShouldBeNull();

    [Fact]
    public void Oversized_records_are_not_even_decoded()
    {
        var batch = Fixture
            .Create()
            .Validate(("c1", Fixture.Event(more: $",\"pad\":\"{new string('x', 10_000_000)}\"")), ("c1", Fixture.Event()));
        Fixture.Text(batch.Rejected, RejectedColumns.Reason, 0).ShouldBe("too-large");
        batch.Accepted.Length.ShouldBe(1);
        Columns.Int64(batch.Rejected, RejectedColumns.RawLength)[0].ShouldBeGreaterThan(10_000_000);
        Columns.Bytes(batch.Rejected, RejectedColumns.Raw)[0].Length.ShouldBe(Validator.DefaultRawLimit - 2);
    }

    [Fact]
    public void Invalid_UTF8_and_deep_nesting_have_reasons_of_their_own()
    {
        Fixture.Create().Verdict("c1", $"{{\"x\":{new string('[', 1000)}").ShouldBe("too-deep");
        var batch = Fixture.Create().Validate(Fixture.Raw([("c1"u8.ToArray(), [.. "{\"id\":\""u8, 0xFF, .. "\"}"u8])]));
        Fixture.Text(batch.Rejected, RejectedColumns.Reason, 0).ShouldBe("invalid-utf8");
    }

    [Fact]
    public void What_a_feature_or_the_model_fails_on_is_rejected_where_nothing_else_is_wrong_with_it_and_its_id_is_not_taken()
    {
        var validator = Fixture.Create();
        var failed = new Dictionary<long, string>
        {
            [100] = "Model fails.",
            [101] = "Model fails.",
            [102] = "Model fails.",
        };
        var batch = validator.Validate(
            Fixture.Raw(("c1", Fixture.Event()), ("c1", "{"), ("c1", Fixture.Event("e2", amount: "100")), ("c1", Fixture.Event())),
            failed
        );
        Enumerable
            .Range(0, batch.Rejected.Length)
            .Select(row =>
                (Fixture.Text(batch.Rejected, RejectedColumns.Reason, row), Fixture.Text(batch.Rejected, RejectedColumns.EventId, row))
            )
            .ShouldBe([("failed", "e1"), ("malformed-json", null), ("rule-violated", "e2")]);
        Fixture.Text(batch.Rejected, RejectedColumns.Detail, 0).ShouldBe("Model fails.");
        Columns.Int64(batch.Accepted, SystemColumns.Offset).ToArray().ShouldBe([103]);
    }

    [Fact]
    public void Unknown_fields_are_rejected_where_the_topology_says_so() =>
        Fixture
            .Create(Fixture.Spec with { UnknownFields = UnknownFields.Reject })
            .Verdict("c1", Fixture.Event(more: ",\"x\":1"))
            .ShouldBe("unknown-field");

    [Fact]
    public void A_key_in_the_wrong_partition_is_rejected()
    {
        // murmur2("c1") lies in one of the four partitions only.
        var verdicts = Enumerable
            .Range(0, 4)
            .Select(p => Fixture.Create(partition: p, partitions: 4).Verdict("c1", Fixture.Event()))
            .ToList();
        verdicts.Count(v => v is null).ShouldBe(1);
        verdicts.Count(v => v == "wrong-partition").ShouldBe(3);
    }

    [Fact]
    public void A_duplicate_is_rejected() =>
        Reasons(Fixture.Create().Validate(("c1", Fixture.Event()), ("c1", Fixture.Event()))).ShouldBe(["duplicate-id"]);

    [Fact]
    public void Every_reason_is_tested_here_or_above()
    {
        // Listed so that a new reason without a test fails the build of this list.
        string[] tested =
        [
            "null-value",
            "null-key",
            "too-large",
            "invalid-utf8",
            "malformed-json",
            "too-deep",
            "not-an-object",
            "duplicate-field",
            "missing-field",
            "wrong-type",
            "not-finite",
            "out-of-range",
            "too-long",
            "not-allowed",
            "pattern-mismatch",
            "unknown-field",
            "invalid-timestamp",
            "too-old",
            "too-far-in-future",
            "key-mismatch",
            "wrong-partition",
            "duplicate-id",
            "rule-violated",
            "failed",
        ];
        Enum.GetValues<ReasonCode>().Select(ReasonCodes.Name).ShouldBe(tested);
    }

    static List<string?> Reasons(ValidatedBatch batch) =>
        [.. Enumerable.Range(0, batch.Rejected.Length).Select(r => Fixture.Text(batch.Rejected, RejectedColumns.Reason, r))];
}
