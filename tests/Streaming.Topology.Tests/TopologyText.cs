using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Tests;

/// <summary>A small topology that is right, to be bent by tests.</summary>
static class TopologyText
{
    public const string Small = """
        topology: small
        source:
          topic: readings
          key: MACHINE
          id: ID
          time: AT
          fields:
            ID: string
            AT: timestamp
            MACHINE: string
            PLACE: string
            VALUE: double
            NOTE: { type: string, optional: true }
        labels:
          topic: truths
          id: ID
          time: AT
          known: KNOWN
          fields: { MACHINE: string, BAD: bool }
        features:
          VALUE: VALUE
          COUNT: { count: "*", per: MACHINE, over: 1h }
        score:
          rule: if(VALUE > 10, 1, 0)
          decide: { bad: score >= 0.5, good: otherwise }

        """;

    public static TopologyModel Parse(string text) => TopologyLoader.Parse(text);

    /// <summary>The small topology with one part replaced.</summary>
    public static string With(string part, string instead)
    {
        Small.ShouldContain(part);
        return Small.Replace(part, instead, StringComparison.Ordinal);
    }

    /// <summary>The small topology with further features.</summary>
    public static string WithFeatures(params string[] lines) =>
        With("  VALUE: VALUE\n", "  VALUE: VALUE\n" + string.Concat(lines.Select(l => $"  {l}\n")));

    public static IReadOnlyList<TopologyFault> Faults(string text) => Should.Throw<TopologyException>(() => Parse(text)).Faults;

    public static TopologyFault Fault(string text) => Faults(text).ShouldHaveSingleItem();
}
