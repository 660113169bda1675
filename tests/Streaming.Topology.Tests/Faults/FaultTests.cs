using Streaming.Topology.Faults;

namespace Streaming.Topology.Tests.Faults;

/// <summary>Each fault a person may make: where it is said to be, what is said, and the cure.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, string, string, string> Replaced =>
        new()
        {
            // part of the small topology, what stands there instead, what the message and the cure hold
            { "over: 1h", "over: 1 hour", "'1 hour' is not a duration", "1h30m" },
            { "over: 1h", "over: 0s", "no length", "above zero" },
            {
                "topology: small",
                "lineage: { removal: daily }\ntopology: small",
                "nothing says how long lineage is kept",
                "Write `keep:` beside it"
            },
            { "topology: small", "lineage: { keep: 0s }\ntopology: small", "nothing would be kept", "above zero" },
            { "topology: small", "lineage: { keep: 1d, segment: 0s }\ntopology: small", "a segment takes some time", "above zero" },
            { "over: 1h", "overs: 1h", "'overs' is not a key here", "Did you mean 'over'?" },
            { "over: 1h", "over: 1h, pane: 7m", "whole number of panes", "divides" },
            { "per: MACHINE", "per: MACHIN", "no field 'MACHIN'", "Did you mean 'MACHINE'?" },
            { "per: MACHINE", "per: VALUE", "'VALUE' is a double and cannot be a window's key", "string or int" },
            { "per: MACHINE", "per: NOTE", "'NOTE' is optional", "optional: true" },
            { "count: \"*\"", "count: VALUE > 1", "cannot be counted", "sum: if(condition, 1, 0)" },
            { "count: \"*\"", "count: \"*\", sum: VALUE", "says count and sum", "Keep one" },
            { "count: \"*\"", "sum: PLACE", "'PLACE' is a string", "length(...)" },
            { "count: \"*\"", "max: AT", "'AT' is a timestamp", "epoch(...)" },
            { "count: \"*\"", "mean: labels.BADD", "'labels.BADD' is not known", "Did you mean 'labels.BAD'?" },
            { "count: \"*\"", "mean: labels.BAD + VALUE", "'VALUE' cannot be used here", "labels only" },
            { "count: \"*\"", "mean: COUNT", "'COUNT' cannot be used here", "aggregates over fields" },
            { "count: \"*\"", "since_last: yes", "'yes' is not true", "leave the key out" },
            { "count: \"*\"", "ratio: [VALUE, VALUE]", "a ratio takes no other key", "features of their own" },
            { "count: \"*\", per: MACHINE, over: 1h", "delay: 1h, per: MACHINE, over: 1h", "does not say what it is", "expression" },
            { "fields: { MACHINE: string, BAD: bool }", "fields: { MACHINE: string, BAD: int }", "no bool field", "bool" },
            {
                "fields: { MACHINE: string, BAD: bool }",
                "fields: { MACHINE: string, BAD: bool, WORSE: bool }",
                "several bool fields",
                "target: BAD"
            },
            {
                "fields: { MACHINE: string, BAD: bool }",
                "withdrawn: MACHINE\n  fields: { MACHINE: string, BAD: bool }",
                "'MACHINE' is a string and cannot be what takes labels back",
                "bool"
            },
            {
                "fields: { MACHINE: string, BAD: bool }",
                "conflicts: newest\n  fields: { MACHINE: string, BAD: bool }",
                "'newest' is not one of",
                "any_positive"
            },
            { "VALUE: double", "VALUE: real", "'real' is not one of", "double" },
            { "VALUE: double", "_VALUE: double", "'_VALUE' is not a field name", "begin with something other than _" },
            { "VALUE: double\n", "VALUE: double\n    VALUE: int\n", "'VALUE' appears twice, first in line 12", "rename" },
            { "VALUE: double", "VALUE: { type: double, min: 3, max: 2 }", "min 3 is above max 2", "Swap" },
            { "VALUE: double", "VALUE: { type: double, pattern: x }", "'pattern' says nothing about a double", "string" },
            { "PLACE: string", "PLACE: { type: string, pattern: '(' }", "pattern cannot be used", "regular expression" },
            {
                "VALUE: double",
                "VALUE: { type: double, unit: seconds }",
                "'unit' says nothing about a double",
                "make the field a timestamp"
            },
            { "VALUE: double", "VALUE: { type: timestamp, unit: minutes }", "'minutes' is not one of", "seconds" },
            {
                "topic: readings",
                "topic: readings\n      max_bytes: 60000000",
                "60000000 bytes are more than stages can hand on",
                "from 1 to 7000000"
            },
            {
                "topic: readings",
                "topic: readings\n      max_bytes: 0",
                "'0' is not a whole number from 1 to 7000000",
                "from 1 to 7000000"
            },
            { "PLACE: string", "PLACE: { type: string, max_length: 0 }", "'0' is not a whole number", "from 1" },
            { "PLACE: string", "PLACE: { optional: true }", "the key 'type' is missing", "Add `type:`" },
            { "topic: readings", "topic: read ings", "'read ings' is not a Kafka topic name", "letters" },
            { "topic: readings", "topic: __readings", "is not a Kafka topic name", "do not begin with _" },
            { "topic: readings", "topic: truths", "the topic 'truths' serves for source.topic and labels.topic", "own topic" },
            { "key: MACHINE", "key: MASCHINE", "no field 'MASCHINE'", "Did you mean 'MACHINE'?" },
            { "time: AT\n      fields", "time: VALUE\n      fields", "cannot be the event time", "timestamp" },
            { "rule: if(VALUE > 10, 1, 0)", "rule: if(VALUE > 10, 1, 'x')", "takes a number here, not a string", "length" },
            { "rule: if(VALUE > 10, 1, 0)", "modell: m", "'modell' is not a key here", "Did you mean 'model'?" },
            { "good: otherwise", "good: score < 0.5", "the last decision has a condition", "otherwise" },
            { "bad: score >= 0.5", "bad: score", "is a number, where a bool is wanted", "Compare" },
            { "topology: small", "topology: small\norder: { drift: 0s }", "no row may be ahead", "above zero" },
            { "topology: small", "topology: sm/all", "'sm/all' is not a name", "letters" },
            { "topology: small", "topology:", "the value is missing", "letters" },
            { "topology: small", "topology: small\nversion: one", "'one' is not a whole number", "from 1" },
            { "topology: small", "topology: small\nversion: \"1\"", "'1' is not a whole number", "from 1" },
        };

    [Fact]
    public void What_lineage_recorded_under_wider_bounds_is_still_read() =>
        TopologyLoader
            .ParseRecorded(TopologyText.With("topic: readings", "topic: readings\n  max_bytes: 60000000"), "recorded")
            .Source.MaxBytes.ShouldBe(60_000_000);

    [Fact]
    public void Duplicates_cannot_be_found_where_nothing_is_known_of_placement() =>
        TopologyText
            .Faults(
                TopologyText.With("time: AT\n  fields", "time: AT\n  partitioner: any\n  fields") + "validate: { duplicates_within: 1h }\n"
            )
            .ShouldHaveSingleItem()
            .Cure.ShouldContain("Declare the source's partitioner");

    [Theory]
    [MemberData(nameof(Replaced))]
    public void A_fault_names_the_culprit_and_the_cure(string part, string instead, string message, string cure)
    {
        var faults = TopologyText.Faults(TopologyText.With(Indented(part), Indented(instead)));

        faults.ShouldContain(
            f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal),
            string.Join('\n', faults)
        );
    }

    /// <summary>The small topology's lines are less indented than this file's.</summary>
    static string Indented(string text) => text.Replace("\n      ", "\n  ", StringComparison.Ordinal);

    [Theory]
    [InlineData("A: B + 1", "B: A * 2", "features depend on each other: A -> B -> A")]
    [InlineData("A: A + 1", "B: 1", "features depend on each other: A -> A")]
    [InlineData("PLACE: VALUE + 1", "B: 1", "has the name of a field but is not that field")]
    [InlineData("PLACE: VALUE", "B: 1", "has the name of a field but is not that field")]
    [InlineData("X_{n}: VALUE", "B: 1", "no `for:` gives it values")]
    [InlineData("X: { for: { n: [1, 2] }, count: \"*\", per: MACHINE, over: \"{n}d\" }", "B: 1", "the variable 'n' is not in the name 'X'")]
    [InlineData("X_{n}{m}: { for: { n: [1, 2] }, count: \"*\", per: MACHINE, over: \"{n}d\" }", "B: 1", "{m} in the name has no values")]
    [InlineData("X_{n}: { for: { n: [1, 1] }, count: \"*\", per: MACHINE, over: \"{n}d\" }", "B: 1", "the name 'X_1' appears twice")]
    [InlineData("score: 1", "B: 1", "cannot be named 'score'")]
    [InlineData("A: PLACE", "B: 1", "'PLACE' is a string")]
    [InlineData("A: labels.BAD", "B: 1", "'labels.BAD' cannot be used here")]
    [InlineData("9A: 1", "B: 1", "'9A' is not a name")]
    public void A_faulty_feature_is_named(string one, string other, string message) =>
        TopologyText
            .Faults(TopologyText.WithFeatures(one, other))
            .ShouldContain(f => f.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Windows_over_labels_need_labels()
    {
        var start = TopologyText.Small.IndexOf("labels:", StringComparison.Ordinal);
        var end = TopologyText.Small.IndexOf("features:", StringComparison.Ordinal);
        var text = TopologyText.Small.Remove(start, end - start).Replace("count: \"*\"", "mean: labels.BAD", StringComparison.Ordinal);

        TopologyText.Fault(text).Message.ShouldBe("the topology has no labels");
    }

    [Fact]
    public void Windows_over_labels_join_by_a_field_of_the_labels()
    {
        var fault = TopologyText.Fault(TopologyText.With("count: \"*\", per: MACHINE", "mean: labels.BAD, per: PLACE"));

        fault.Message.ShouldBe("labels do not carry 'PLACE', by which this window joins them");
        fault.Path.ShouldBe("features.COUNT.per");
    }

    [Fact]
    public void A_fault_in_an_expression_is_placed_inside_it()
    {
        var fault = TopologyText.Fault(TopologyText.WithFeatures("A: VALUE + VALEU * 2"));

        fault.ShouldBe(new TopologyFault(22, 14, "features.A", "'VALEU' is not known", "Did you mean 'VALUE'?"));
    }

    [Fact]
    public void A_fault_in_a_quoted_expression_is_placed_inside_it() =>
        TopologyText.Fault(TopologyText.WithFeatures("A: \"VALUE + VALEU * 2\"")).Column.ShouldBe(15);

    [Fact]
    public void All_faults_are_reported_at_once_in_the_order_of_the_file()
    {
        var text = TopologyText
            .Small.Replace("topic: readings", "topic: bad topic", StringComparison.Ordinal)
            .Replace("PLACE: string", "PLACE: strin", StringComparison.Ordinal)
            .Replace("over: 1h", "over: 1x", StringComparison.Ordinal)
            .Replace("good: otherwise", "good: scor > 1", StringComparison.Ordinal);

        var exception = Should.Throw<TopologyException>(() => TopologyLoader.Parse(text, "some/topology.yaml"));

        exception
            .Faults.Select(f => f.Path)
            .ShouldBe(
                ["source.topic", "source.fields.PLACE", "features.COUNT.over", "features.COUNT", "score.decide.good", "score.decide.good"],
                ignoreOrder: true
            );
        exception.Faults.Select(f => f.Line).ShouldBeInOrder();
        exception.Message.ShouldContain(
            "some/topology.yaml:3:10: source.topic: 'bad topic' is not a Kafka topic name. Use at most 200 letters"
        );
    }

    [Fact]
    public void A_fault_of_a_template_is_reported_once() =>
        TopologyText
            .Fault(TopologyText.WithFeatures("N_{n}: { for: { n: [1, 2, 3] }, mean: VALUES, per: MACHINE, over: \"{n}d\" }"))
            .Path.ShouldBe("features.N_1.mean");
}
