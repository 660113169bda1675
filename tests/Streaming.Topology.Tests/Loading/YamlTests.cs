using System.Text;
using Streaming.Topology.Faults;

namespace Streaming.Topology.Tests.Loading;

/// <summary>Files that are no topology at all, or want to do harm.</summary>
public sealed class YamlTests
{
    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# only a comment\n", "the file is empty")]
    [InlineData("just text", "keys are wanted here, not a single value")]
    [InlineData("- a\n- b\n", "keys are wanted here, not a list")]
    [InlineData("topology: [a", "this is not YAML")]
    [InlineData("topology: a\n b: c", "this is not YAML")]
    [InlineData("topology: !!str a", "tags (!name) are not accepted")]
    [InlineData("topology: &a x\nversion: *a", "anchors (&name) are not accepted")]
    [InlineData("topology: *a", "aliases (*name) are not accepted")]
    [InlineData("topology: a\n---\ntopology: b\n", "second document")]
    [InlineData("? [a]\n: b\n", "a key is a list")]
    public void What_is_no_topology_is_refused(string text, string message) => TopologyText.Faults(text)[0].Message.ShouldContain(message);

    [Fact]
    public void Nesting_is_bounded() =>
        TopologyText.Fault("topology: " + new string('[', 100_000)).Message.ShouldContain("nested more than");

    [Fact]
    public void Size_is_bounded() => TopologyText.Fault("# " + new string('x', 1 << 20)).Message.ShouldContain("larger than");

    [Fact]
    public void The_number_of_values_is_bounded() =>
        TopologyText
            .Fault($"topology: [{string.Join(",", Enumerable.Repeat("1", 200_000))}]")
            .Message.ShouldContain("more than 100000 values");

    [Fact]
    public void The_number_of_features_is_bounded()
    {
        var many = string.Join(", ", Enumerable.Range(0, 1000));
        var text = TopologyText.WithFeatures(
            $"F_{{a}}_{{b}}: {{ for: {{ a: [{many}], b: [{many}] }}, count: \"*\", per: MACHINE, over: 1d }}"
        );

        TopologyText.Fault(text).Message.ShouldBe("there are more than 1000 entries");
    }

    [Fact]
    public void What_a_template_writes_out_is_bounded()
    {
        var values = string.Join(", ", Enumerable.Range(0, 1000));
        var text = TopologyText.WithFeatures($"F_{{a}}: {{ for: {{ a: [{values}] }}, ratio: [{values}], per: MACHINE, over: 1d }}");

        TopologyText.Faults(text).ShouldContain(f => f.Message == "the template makes more than it may");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("topology: a\nversion: 1\n# "), 0xFF, 0xFE];

        var fault = Should.Throw<TopologyException>(() => TopologyLoader.Parse(bytes, "f")).Faults.ShouldHaveSingleItem();

        fault.Line.ShouldBe(3);
        fault.Message.ShouldBe("the file is not UTF-8 here");
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_accepted()
    {
        var bytes = Encoding
            .UTF8.GetPreamble()
            .Concat(Encoding.UTF8.GetBytes(TopologyText.Small.Replace("\n", "\r\n", StringComparison.Ordinal)))
            .ToArray();

        TopologyLoader.Parse(bytes, "f").Name.ShouldBe("small");
    }

    [Fact]
    public void A_topology_that_is_not_there_is_named_with_the_places_looked_at() =>
        Should
            .Throw<StreamingException>(() => TopologyLoader.Load("no-such"))
            .Message.ShouldContain(Path.Combine("topology", "no-such", "topology.yaml"));
}
