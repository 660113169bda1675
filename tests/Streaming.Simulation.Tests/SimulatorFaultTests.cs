using System.Text;
using CsCheck;
using Streaming.Topology;
using Streaming.Topology.Faults;
using Streaming.Topology.Tests;

namespace Streaming.Simulation.Tests;

public sealed class SimulatorFaultTests
{
    const string Good = """
        start: 2020-01-01
        entities:
          place: { count: 10, parameters: { x: { uniform: [0, 1] }, y: { uniform: [0, 1] } } }
          machine:
            count: 5
            parameters: { x: { uniform: [0, 1] }, y: { uniform: [0, 1] }, rate: 3 }
            near: { entity: place, by: [x, y], within: 0.5 }
        events:
          of: machine
          per_day: rate
          fields:
            ID: { counter: 1 }
            AT: { time: true }
            MACHINE: { id_of: machine }
            PLACE: { id_of: place }
            VALUE: { normal: [place.x, 1] }
        scenarios:
          hot: { strikes: place, per_day: 1, lasts: 1d, share: 0.5, set: { VALUE: VALUE + 10 } }
          high: { when: VALUE > 3 and hour(AT) < 12 }

        """;

    static IReadOnlyList<TopologyFault> Faults(string text) =>
        Should.Throw<TopologyException>(() => SimulatorLoader.Parse(text, TopologyText.Parse(TopologyText.Small))).Faults;

    [Fact]
    public void The_example_is_good_and_runs()
    {
        var topology = TopologyText.Parse(TopologyText.Small);
        var simulator = new Simulator(topology, SimulatorLoader.Parse(Good, topology));

        var texts = Enumerable.Range(0, 100).Select(_ => Encoding.UTF8.GetString(simulator.Next().Value.Span)).ToList();

        texts[0].ShouldMatch("""^\{"ID":"1","AT":"2020-01-01T\d\d:\d\d:\d\dZ","MACHINE":"\d","PLACE":"\d","VALUE":-?[0-9.E-]+\}$""");
    }

    public static TheoryData<string, string, string, string> Replaced =>
        new()
        {
            { "start: 2020-01-01", "start: 1.1.2020", "'1.1.2020' is not a date", "2018-04-01" },
            { "start: 2020-01-01", "seed: 1", "the key 'start' is missing", "Add" },
            { "of: machine", "of: machin", "no entity 'machin'", "Did you mean 'machine'?" },
            { "per_day: rate", "per_day: rat", "'rat' is not known", "Did you mean 'rate'?" },
            { "per_day: rate", "every: 5m\n  per_day: rate", "both per_day and every", "one of" },
            { "per_day: rate", "resolution: 1s", "how often events come", "one of" },
            { "per_day: rate", "every: 1us", "more than 20000000 events a day", "longer" },
            { "entity: place", "entity: plaice", "no entity 'plaice'", "Did you mean 'place'?" },
            { "by: [x, y]", "by: [x, z]", "'machine' has no parameter 'z'", "Known here" },
            { "by: [x, y]", "by: [x]", "the list has 1 values", "Write 2" },
            { "within: 0.5", "within: 0", "not above zero", "positive" },
            { "VALUE: { normal: [place.x, 1] }", "VALUE: { normal: [place.x, 1], uniform: [0, 1] }", "several places", "one of" },
            { "VALUE: { normal: [place.x, 1] }", "VALUE: { decimals: 2 }", "where the value comes from", "one of" },
            { "VALUE: { normal: [place.x, 1] }", "VALUE: { normal: [PLACE, 1] }", "'PLACE' is not known", "Known here" },
            { "VALUE: { normal: [place.x, 1] }", "VALUE: { value: length('a') }", "text has no place", "numbers" },
            { "VALUE: { normal: [place.x, 1] }", "VALUE: { one_of: [a] }", "'VALUE' is a double in the topology", "string" },
            { "VALUE: { normal: [place.x, 1] }", "VALUE: { normal: [place.x, 1], min: 2, max: 1 }", "min 2 is above max 1", "Swap" },
            { "VALUE: { normal: [place.x, 1] }", "VALU: 1", "the topology has no field 'VALU'", "Did you mean 'VALUE'?" },
            { "    ID: { counter: 1 }\n", "", "the field 'ID' gets no value", "optional" },
            { "ID: { counter: 1 }", "ID: { one_of: [a] }", "'ID' is the event's id", "counter" },
            { "strikes: place", "strikes: plane", "no entity 'plane'", "Did you mean 'place'?" },
            { "per_day: 1, lasts: 1d", "per_day: 1", "`strikes` needs", "lasts" },
            { "per_day: 1, lasts: 1d", "per_day: 11, lasts: 1d", "there are 10 to strike", "number" },
            { "share: 0.5", "begins: 2d, ends: 2d", "ends before it begins", "ends: 60d" },
            { "share: 0.5", "share: 2", "not between 0 and 1", "0.3" },
            { "set: { VALUE: VALUE + 10 }", "set: { PLACE: 1 }", "'PLACE' is not a number field", "Known here: VALUE" },
            { "when: VALUE > 3 and hour(AT) < 12", "when: VALUE", "a bool is wanted", "Compare" },
            { "when: VALUE > 3 and hour(AT) < 12", "share: 1", "the scenario never happens", "when" },
        };

    [Theory]
    [MemberData(nameof(Replaced))]
    public void A_fault_names_the_culprit_and_the_cure(string part, string instead, string message, string cure)
    {
        Good.ShouldContain(part);
        var faults = Faults(Good.Replace(part, instead, StringComparison.Ordinal));

        faults.ShouldContain(
            f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal),
            string.Join('\n', faults)
        );
    }

    [Fact]
    public void A_topology_without_a_simulator_says_where_one_would_be() =>
        Should
            .Throw<StreamingException>(() => SimulatorLoader.Load(TopologyText.Parse(TopologyText.Small) with { Folder = "/no/such" }))
            .Message.ShouldContain(Path.Combine("/no/such", "simulator.yaml"));

    [Fact]
    public void A_number_that_cannot_be_written_names_its_field()
    {
        var topology = TopologyText.Parse(TopologyText.Small);
        var simulator = new Simulator(
            topology,
            SimulatorLoader.Parse(Good.Replace("normal: [place.x, 1]", "value: 1 / 0", StringComparison.Ordinal), topology)
        );

        Should.Throw<StreamingException>(() => simulator.Next()).Message.ShouldContain("'VALUE'");
    }

    [Fact]
    public void A_mutated_file_loads_or_has_faults()
    {
        var topology = TopologyText.Parse(TopologyText.Small);
        var insertion = Pick.From("{", "}", "[", "]", ": ", "\n", "  ", "'", "#", "0", "-1", "1e99", "d", "rate", "VALUE", "&", "*");
        Gen.Select(Gen.Int[0, Good.Length], Gen.Int[0, 10], insertion)
            .Array[1, 5]
            .Sample(
                mutations =>
                {
                    var text = mutations.Aggregate(Good, (t, m) => Mutate(t, m.Item1, m.Item2, m.Item3));
                    try
                    {
                        SimulatorLoader.Parse(text, topology);
                    }
                    catch (TopologyException e)
                    {
                        e.Faults.ShouldNotBeEmpty();
                    }
                },
                iter: 3000
            );
    }

    static string Mutate(string text, int at, int removed, string inserted)
    {
        var start = Math.Min(at, text.Length);
        return text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, inserted);
    }
}
