using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Faults;

/// <summary>How people overrule decisions changes nothing about those that a pipeline makes.</summary>
public sealed class OversightTests
{
    [Theory]
    [InlineData("answer_within: 0s", "an answer takes some time", "30d")]
    [InlineData("answer_within: soon", "'soon' is not a duration", "30d")]
    [InlineData("four_eyes: two", "'two' is not", "true")]
    [InlineData("labels: { }", "there is nothing in it", "")]
    [InlineData("labels: { other: true }", "there is no decision 'other'", "")]
    [InlineData("label_kind: none, labels: { bad: true }", "there is no field 'none'", "")]
    [InlineData("four_eye: true", "'four_eye' is not a key here", "Did you mean 'four_eyes'?")]
    public void What_cannot_be_is_refused(string keys, string message, string cure)
    {
        var fault = TopologyText.Fault($"{TopologyText.Small}oversight: {{ {keys} }}\n");

        fault.Message.ShouldContain(message);
        fault.Cure.ShouldContain(cure);
    }

    [Fact]
    public void A_label_has_all_that_labels_must_have()
    {
        var wants = TopologyText.With("fields: { MACHINE: string, BAD: bool }", "fields: { MACHINE: string, BAD: bool, COST: double }");
        var fault = TopologyText.Fault($"{wants}oversight: {{ labels: {{ bad: true }} }}\n");

        fault.Message.ShouldBe("a label must have 'COST', which is not known of an event");
        fault.Cure.ShouldContain("optional: true");
    }

    [Fact]
    public void It_is_read_and_is_no_part_of_the_topology()
    {
        var plain = TopologyText.Parse(TopologyText.Small);
        var read = TopologyText.Parse($"{TopologyText.Small}oversight: {{ answer_within: 14d, four_eyes: true }}\n");

        plain.Oversight.ShouldBeNull();
        read.Oversight.ShouldBe(new OversightModel { AnswerWithin = TimeSpan.FromDays(14), FourEyes = true });
        read.ContentHash.ShouldBe(plain.ContentHash);
    }
}
