using Streaming.Events.Rows;
using Streaming.Topology;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Validation.Tests;

/// <summary>Bounds of an int are bounds of integers, beyond 2^53 too.</summary>
public sealed class IntegerRangeTests
{
    [Theory]
    [InlineData("max: 1541815603606036480", "1541815603606036480", true)]
    [InlineData("max: 1541815603606036480", "1541815603606036481", false)]
    [InlineData("min: 1541815603606036481", "1541815603606036481", true)]
    [InlineData("min: 1541815603606036481", "1541815603606036480", false)]
    [InlineData("max: 9007199254740993.0", "9007199254740993", true)]
    [InlineData("max: 9007199254740992.5", "9007199254740993", false)]
    [InlineData("min: 9007199254740992.5", "9007199254740992", false)]
    [InlineData("min: -0.5", "0", true)]
    [InlineData("min: 0.5", "0", false)]
    [InlineData("max: -0.5", "0", false)]
    [InlineData("max: 1e18", "1000000000000000001", false)]
    [InlineData("max: 1e300", "9223372036854775807", true)]
    [InlineData("min: -1e300", "-9223372036854775808", true)]
    [InlineData("min: 9223372036854775808", "9223372036854775807", false)]
    [InlineData("max: -1e300", "-9223372036854775808", false)]
    public void An_int_is_held_against_its_bound_exactly(string bound, string value, bool accepted) =>
        Verdict($"n: {{ type: int, {bound} }}", value).ShouldBe(accepted ? null : "out-of-range");

    [Fact]
    public void The_bound_and_the_value_are_told_in_full()
    {
        var batch = Judge("n: { type: int, max: 1541815603606036480 }", "1541815603606036481");
        Fixture
            .Text(batch.Rejected, RejectedColumns.Detail, 0)
            .ShouldBe("Field n is 1541815603606036481, above the greatest allowed value 1541815603606036480.");
    }

    [Fact]
    public void A_rule_compares_integers() => Verdict("n: int", "1541815603606036481", "n != 1541815603606036480").ShouldBeNull();

    [Fact]
    public void Bounds_that_cross_are_told_even_where_binary64_takes_them_for_equal() =>
        Should
            .Throw<TopologyException>(() => Model("n: { type: int, min: 1541815603606036481, max: 1541815603606036480 }"))
            .Message.ShouldContain("min 1541815603606036481 is above max 1541815603606036480");

    static string? Verdict(string field, string value, string rule = "true") =>
        Judge(field, value, rule) is { Rejected.Length: > 0 } batch ? Fixture.Text(batch.Rejected, RejectedColumns.Reason, 0) : null;

    static ValidatedBatch Judge(string field, string value, string rule = "true") =>
        Fixture.Create(Spec(Model(field, rule))).Validate(("k", $$"""{"id":"a","time":"2018-06-11T12:00:00","key":"k","n":{{value}}}"""));

    static ValidationSpec Spec(TopologyModel topology) =>
        ValidationSpec.ForSource(topology, PlanCompiler.Compile(topology).Stages.Single());

    static TopologyModel Model(string field, string rule = "true") =>
        TopologyLoader.Parse(
            $$"""
            topology: test
            version: 1
            source:
              topic: events
              key: key
              id: id
              time: time
              fields: { id: string, time: timestamp, key: string, {{field}} }
            validate: { rules: { rule: {{rule}} } }
            features: { one: "1" }
            score:
              rule: "0.5"
              decide: { any: otherwise }
            output: { predictions: p, quarantine: q }
            lineage: { keep: 1d }
            """
        );
}
