using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Faults;

/// <summary>Groups that cannot be told, and facts that are used although they must not be, are refused.</summary>
public sealed class FairnessFaultTests
{
    const string Groups = "groups: { place: PLACE }";

    [Theory]
    [InlineData("{ adverse: [bad] }", "the key 'groups' is missing", "Add `groups:`")]
    [InlineData($"{{ {Groups} }}", "nothing says which decisions are bad", "`adverse: [...]`")]
    [InlineData($"{{ adverse: [bad], favourable: [good], {Groups} }}", "both `adverse` and `favourable`", "`favourable: [...]`")]
    [InlineData($"{{ adverse: [baad], {Groups} }}", "there is no decision 'baad'", "Did you mean 'bad'?")]
    [InlineData($"{{ adverse: [bad, good], {Groups} }}", "these are all decisions that there are", "leave out the others")]
    [InlineData($"{{ adverse: [bad], smallest: 0, {Groups} }}", "'0' is not a whole number from 1", "from 1")]
    [InlineData("{ adverse: [bad], groups: {} }", "there is nothing in it", "name: value")]
    [InlineData("{ adverse: [bad], groups: { place: PLAICE } }", "'PLAICE' is not known", "Did you mean 'PLACE'?")]
    [InlineData("{ adverse: [bad], groups: { when: AT } }", "'AT' is a timestamp, where a string is wanted", "Write a string.")]
    [InlineData("{ adverse: [bad], groups: { many: COUNT } }", "'COUNT' cannot be used here", "write it over fields")]
    [InlineData("{ adverse: [bad], groups: { v: VALUE } }", "'VALUE' is a number, and nothing says which", "bands: [25, 60]")]
    [InlineData("{ adverse: [bad], groups: { v: { by: VALUE, bands: [5, 5] } } }", "the bands do not rise", "each once")]
    [InlineData("{ adverse: [bad], groups: { v: { by: PLACE, bands: [5] } } }", "a string has no bands", "Leave `bands` out")]
    [InlineData(
        "{ adverse: [bad], groups: { v: { by: VALUE > 5, values: [a, b] } } }",
        "the groups of a bool are not named",
        "true and false"
    )]
    [InlineData("{ adverse: [bad], groups: { v: { by: PLACE, values: [a, a] } } }", "the group 'a' stands twice", "Leave one out")]
    [InlineData("{ adverse: [bad], groups: { v: { by: PLACE, values: [a, b], reference: c } } }", "there is no group 'c'", "'a', 'b'")]
    [InlineData("{ adverse: [bad], groups: { v: { by: VALUE, bands: [5], reference: young } } }", "there is no group 'young'", "'under 5'")]
    [InlineData($"{{ adverse: [bad], never: [AGE], {Groups} }}", "there is no field 'AGE'", "Known here")]
    [InlineData($"{{ adverse: [bad], never: [VALUE], {Groups} }}", "and is: the feature VALUE -> VALUE", "Leave the feature out")]
    [InlineData($"{{ adverse: [bad], never: [VALUE], {Groups} }}", "and is: `score.rule` -> VALUE", "out of `fairness.never`")]
    [InlineData($"{{ adverse: [bad], never: [MACHINE], {Groups} }}", "and is: the feature COUNT -> MACHINE", "Leave the feature out")]
    public void What_cannot_be_is_refused(string fairness, string message, string cure) =>
        TopologyText
            .Faults($"{TopologyText.Small}fairness: {fairness}\n")
            .ShouldContain(f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal));

    [Fact]
    public void A_field_that_must_never_be_used_is_found_by_however_many_steps()
    {
        var text = TopologyText.WithFeatures(
            "NEAR: { mean: \"if(PLACE == 'here', 1, 0)\", per: MACHINE, over: 1h }",
            "TWICE: NEAR * 2",
            "LEVEL: { ratio: [VALUE, TWICE] }"
        );

        var faults = TopologyText.Faults($"{text}fairness: {{ adverse: [bad], never: [PLACE], {Groups} }}\n");

        faults
            .Select(f => f.Message)
            .ShouldBe([
                "'PLACE' must never be used, and is: the feature NEAR -> PLACE",
                "'PLACE' must never be used, and is: the feature TWICE -> NEAR -> PLACE",
                "'PLACE' must never be used, and is: the feature LEVEL -> TWICE -> NEAR -> PLACE",
            ]);
        faults.ShouldAllBe(f => f.Line == faults[0].Line);
    }

    [Fact]
    public void A_decision_uses_what_its_condition_names()
    {
        var text = TopologyText.With("bad: score >= 0.5", "bad: score >= 0.5 and NOTE == 'x'");

        TopologyText
            .Fault($"{text}fairness: {{ adverse: [bad], never: [NOTE], {Groups} }}\n")
            .Message.ShouldBe("'NOTE' must never be used, and is: the decision bad -> NOTE");
    }

    [Theory]
    [InlineData("{ by: plaice, because: law }", "there is no attribute 'plaice'", "Did you mean 'place'?")]
    [InlineData("{ by: place }", "the key 'because' is missing", "Add `because:`")]
    [InlineData("{ by: place, because: ' ' }", "nothing says why", "who decided so")]
    public void Thresholds_by_group_have_an_attribute_and_a_reason(string thresholds, string message, string cure)
    {
        var fault = TopologyText.Fault($"{TopologyText.Small}fairness: {{ adverse: [bad], thresholds: {thresholds}, {Groups} }}\n");

        fault.Message.ShouldContain(message);
        fault.Cure.ShouldContain(cure);
    }

    /// <summary>Where groups may have thresholds, decisions may tell them apart; what scores may not.</summary>
    [Fact]
    public void Decisions_alone_may_go_by_the_attribute_that_has_thresholds()
    {
        const string allowed = "thresholds: { by: place, because: the law says so }";
        var decides = TopologyText.With("bad: score >= 0.5", "bad: \"score >= if(PLACE == 'here', 0.6, 0.5)\"");
        var sees = TopologyText.WithFeatures("NEAR: PLACE == 'here'");

        var read = TopologyText.Parse($"{decides}fairness: {{ adverse: [bad], never: [PLACE], {allowed}, {Groups} }}\n").Fairness!;
        (read.Thresholds!.Attribute.Name, read.Thresholds.Because).ShouldBe(("place", "the law says so"));
        TopologyText
            .Fault($"{decides}fairness: {{ adverse: [bad], never: [PLACE], {Groups} }}\n")
            .Message.ShouldContain("and is: the decision bad -> PLACE");
        TopologyText
            .Fault($"{sees}fairness: {{ adverse: [bad], never: [PLACE], {allowed}, {Groups} }}\n")
            .Message.ShouldContain("and is: the feature NEAR -> PLACE");
    }

    [Fact]
    public void What_is_written_is_what_is_compared()
    {
        const string fairness = """
            fairness:
              adverse: [bad]
              smallest: 20
              groups:
                place: { by: PLACE, values: [here, there], reference: here }
                value: { by: VALUE, bands: [-1.5, 10] }
                large: VALUE > 5
                note: NOTE
              never: [NOTE, PLACE]

            """;
        var topology = TopologyText.Parse(TopologyText.Small + fairness);
        var read = topology.Fairness!;

        (read.Smallest, read.AreAdverse).ShouldBe((20, true));
        read.Decisions.ShouldBe(["bad"]);
        read.Never.ShouldBe(["NOTE", "PLACE"]);
        read.Attributes.Select(a => (a.Name, a.Text, a.Reference))
            .ShouldBe([("place", "PLACE", "here"), ("value", "VALUE", null), ("large", "VALUE > 5", null), ("note", "NOTE", null)]);
        read.Attributes.Select(a => a.Groups is { } groups ? string.Join('|', groups) : null)
            .ShouldBe(["here|there", "under -1.5|-1.5 to under 10|10 and over", "true|false", null]);
        new[] { -2, -1.5, 9.99, 10 }.Select(read.Attributes[1].BandOf).ShouldBe([0, 1, 1, 2]);
        (read.IsFavourable("bad"), read.IsFavourable("good")).ShouldBe((false, true));
        (read.Deserves(true), read.Deserves(false)).ShouldBe((false, true));
        // It is no part of the topology.
        topology.Text.ShouldBe(TopologyText.Small);
        TopologyText.Parse(TopologyText.Small).Fairness.ShouldBeNull();
    }

    [Fact]
    public void Favourable_decisions_are_right_where_a_label_is_true()
    {
        var read = TopologyText.Parse($"{TopologyText.Small}fairness: {{ favourable: [good], {Groups} }}\n").Fairness!;

        (read.Smallest, read.IsFavourable("good"), read.IsFavourable("bad"), read.Deserves(true)).ShouldBe((50, true, false, true));
    }
}
