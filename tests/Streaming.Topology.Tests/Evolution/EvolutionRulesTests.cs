using Streaming.Topology.Config;
using Streaming.Topology.Evolution;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Tests.Evolution;

/// <summary>A change of every key of the file is tried, and does what the documented table says of it.</summary>
public sealed class EvolutionRulesTests
{
    const string First = """
        topology: small
        version: 3
        source:
          topic: readings
          format: json
          key: MACHINE
          id: ID
          time: AT
          unknown_fields: ignore
          partitioner: auto
          max_bytes: 1000
          fields:
            ID: { type: string, max_length: 64 }
            AT: timestamp
            MACHINE: string
            PLACE: { type: string, values: [north, south], pattern: "[a-z]+" }
            VALUE: { type: double, min: 0, max: 100 }
            NOTE: { type: string, optional: true }
            AT2: timestamp
            ID2: string
        labels:
          topic: truths
          id: ID
          time: AT
          known: KNOWN
          target: BAD
          delay: 1d
          max_bytes: 1000
          fields: { MACHINE: string, BAD: bool, WORSE: bool, DAY: timestamp, ID2: string, PLACE: string }
        validate:
          duplicates_within: 1d
          future_skew: 5m
          max_age: 30d
          rules: { small: VALUE < 50 }
        features:
          VALUE: VALUE
          NIGHT: hour(AT) <= 6
          COUNT: { count: "*", per: MACHINE, over: 1h }
          SUM_{n}H: { for: { n: [1, 2] }, sum: VALUE, per: MACHINE, over: "{n}h", delay: 10m, pane: 10m, empty: 0 }
          MEAN: { mean: VALUE, per: MACHINE, over: 1h }
          LEAST: { min: VALUE, per: MACHINE, over: 1h }
          MOST: { max: "max(VALUE, 2)", per: MACHINE, over: 1h }
          SPREAD: { stddev: VALUE, per: MACHINE, over: 1h }
          PLACES: { distinct: PLACE, per: MACHINE, over: 1h }
          PAUSE: { since_last: true, per: MACHINE, over: 1h }
          RISK: { mean: labels.BAD, per: MACHINE, over: 1h }
          AT_PLACE: { count: "*", per: PLACE, over: 1h }
          SHARE: { ratio: [VALUE, MEAN] }
        score:
          model: small
          rule: if(VALUE > 10, 1, 0)
          decide: { bad: score >= 0.5, good: otherwise }
        guards:
          burst: { limit: { decision: bad, most: 20%, within: 10m, at_least: 50, then: rule, for: 30m } }
          unsure: { abstain: { error: 5%, to: bad } }
          strange: { outlier: { rate: 0.1%, to: bad } }
          apart:
            disparity:
              { groups: place, of: adverse, least: 80%, confidence: 98%, within: 1d, at_least: 70, then: good, for: 2d }
        explain:
          when: every
          top: 3
          language: de
          reasons: { much: { features: [VALUE], raises: { en: much, de: viel }, lowers: { en: less, de: weniger } } }
          actionable: { VALUE: up by 1 from 0 }
        output: { predictions: out, quarantine: bad }
        lineage: { keep: 30d, keep_raw: rejected }
        order: { max_wait: 1s, publisher_timeout: 30s, drift: 1d }
        fairness: { adverse: [bad], groups: { place: { by: PLACE, values: [here, there] }, site: { by: PLACE, values: [in, out] } } }

        """;

    static readonly string Labels = First[
        First.IndexOf("labels:", StringComparison.Ordinal)..First.IndexOf("validate:", StringComparison.Ordinal)
    ];

    static readonly string Guards = First[
        First.IndexOf("guards:", StringComparison.Ordinal)..First.IndexOf("explain:", StringComparison.Ordinal)
    ];

    static readonly string Explain = First[
        First.IndexOf("explain:", StringComparison.Ordinal)..First.IndexOf("output:", StringComparison.Ordinal)
    ];

    /// <summary>Key, part of the text, what stands there instead, whether it goes live. A format and a kind of raw bytes to change to are
    /// not there yet.</summary>
    static readonly (string Key, string Part, string Instead, bool Live)[] Changes =
    [
        ("topology", "topology: small", "topology: other", false),
        ("version", "version: 3", "version: 4", true),
        ("version", "", "# no other number\n", false),
        ("version", "version: 3", "version: 2", false),
        ("labels", Labels, "", true),
        ("features", "  NIGHT: hour(AT) <= 6\n", "  NIGHT: hour(AT) <= 6\n  NOTED: not is_null(NOTE)\n", true),
        ("features", "  NIGHT: hour(AT) <= 6\n", "", true),
        (
            "features",
            "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n",
            "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n  NEW: { max: VALUE, per: MACHINE, over: 5h }\n",
            true
        ),
        ("features", "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n", "", false),
        (
            "features",
            "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n",
            "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n  NEW: { count: \"*\", per: ID, over: 1h }\n",
            false
        ),
        (
            "features",
            "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n",
            "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n  NEW: { mean: labels.BAD, per: PLACE, over: 1h }\n",
            false
        ),
        ("features", "  RISK: { mean: labels.BAD, per: MACHINE, over: 1h }\n", "", false),
        ("source.topic", "topic: readings", "topic: others", false),
        ("source.format", "format: json", "format: cloudevents", false),
        ("source.key", "key: MACHINE", "key: PLACE", false),
        ("source.id", "id: ID\n  time: AT\n  unknown", "id: PLACE\n  time: AT\n  unknown", false),
        ("source.time", "time: AT\n  unknown_fields: ignore", "time: AT2\n  unknown_fields: ignore", false),
        ("source.unknown_fields", "ignore", "keep", true),
        ("source.partitioner", "partitioner: auto", "partitioner: crc32", false),
        ("source.max_bytes", "max_bytes: 1000\n  fields:\n", "max_bytes: 999\n  fields:\n", true),
        ("source.fields", "    VALUE:", "    MORE: { type: int, optional: true }\n    VALUE:", true),
        ("source.fields", "    VALUE:", "    MORE: int\n    VALUE:", false),
        ("source.fields", "    NOTE: { type: string, optional: true }\n", "", false),
        ("source.fields.<name>.type", "NOTE: { type: string", "NOTE: { type: int", false),
        ("source.fields.<name>.optional", "VALUE: { type: double", "VALUE: { optional: true, type: double", true),
        ("source.fields.<name>.optional", "NOTE: { type: string, optional: true }", "NOTE: { type: string }", false),
        ("source.fields.<name>.personal", "PLACE: { type: string", "PLACE: { personal: true, type: string", true),
        ("source.fields.<name>.max_length", "max_length: 64", "max_length: 32", true),
        ("source.fields.<name>.unit", "AT2: timestamp\n", "AT2: { type: timestamp, unit: seconds }\n", true),
        ("source.fields.<name>.min", "min: 0", "min: 1", true),
        ("source.fields.<name>.max", "max: 100", "max: 99", true),
        ("source.fields.<name>.values", "[north, south]", "[north]", true),
        ("source.fields.<name>.pattern", "[a-z]+", "[a-z]*", true),
        ("labels.topic", "topic: truths", "topic: others", false),
        ("labels.format", "  known: KNOWN", "  format: cloudevents\n  known: KNOWN", false),
        ("labels.id", "id: ID\n  time: AT\n  known", "id: ID2\n  time: AT\n  known", false),
        ("labels.time", "time: AT\n  known", "time: DAY\n  known", false),
        ("labels.known", "known: KNOWN", "known: DAY", false),
        ("labels.target", "target: BAD", "target: WORSE", true),
        ("labels.delay", "delay: 1d", "delay: 2d", true),
        ("labels.conflicts", "  delay: 1d", "  delay: 1d\n  conflicts: first", true),
        ("labels.withdrawn", "  delay: 1d", "  delay: 1d\n  withdrawn: WORSE", true),
        ("labels.within", "  delay: 1d", "  delay: 1d\n  within: 9d", true),
        ("labels.max_bytes", "max_bytes: 1000\n  fields: {", "max_bytes: 999\n  fields: {", true),
        ("labels.fields", "WORSE: bool", "WORSE: bool, MORE: { type: bool, optional: true }", true),
        ("labels.fields", "WORSE: bool", "WORSE: bool, MORE: bool", false),
        ("labels.fields", ", WORSE: bool", "", false),
        ("validate.duplicates_within", "duplicates_within: 1d", "duplicates_within: 2d", true),
        ("validate.future_skew", "future_skew: 5m", "future_skew: 6m", true),
        ("validate.max_age", "max_age: 30d", "max_age: 31d", true),
        ("validate.rules", "VALUE < 50", "VALUE < 51", true),
        ("validate.rules", "{ small: VALUE < 50 }", "{ other: VALUE < 50 }", true),
        ("features.<name>.for", "n: [1, 2]", "n: [1, 2, 3]", true),
        ("features.<name>.count", "COUNT: { count: \"*\"", "COUNT: { sum: VALUE", false),
        ("features.<name>.sum", "sum: VALUE", "sum: VALUE * 2", false),
        ("features.<name>.mean", "mean: VALUE", "mean: VALUE * 2", false),
        ("features.<name>.min", "min: VALUE", "min: VALUE * 2", false),
        ("features.<name>.max", "{ max: \"max(VALUE, 2)\"", "{ max: \"max(VALUE, 3)\"", false),
        ("features.<name>.stddev", "stddev: VALUE", "stddev: VALUE * 2", false),
        ("features.<name>.distinct", "distinct: PLACE", "distinct: NOTE", false),
        ("features.<name>.since_last", "since_last: true", "count: \"*\"", false),
        ("features.<name>.ratio", "[VALUE, MEAN]", "[MEAN, VALUE]", false),
        ("features.<name>.per", "MEAN: { mean: VALUE, per: MACHINE", "MEAN: { mean: VALUE, per: PLACE", false),
        ("features.<name>.over", "MEAN: { mean: VALUE, per: MACHINE, over: 1h", "MEAN: { mean: VALUE, per: MACHINE, over: 2h", false),
        ("features.<name>.delay", "delay: 10m", "delay: 20m", false),
        ("features.<name>.pane", "pane: 10m", "pane: 20m", false),
        ("features.<name>.empty", "empty: 0", "empty: 1", false),
        ("score.model", "model: small", "model: large", true),
        ("score.rule", "rule: if(VALUE > 10, 1, 0)", "rule: if(VALUE > 11, 1, 0)", true),
        ("score.transform", "model: small", "model: small\n  transform: sigmoid", true),
        ("score.decide", "bad: score >= 0.5", "worse: score >= 0.6, bad: score >= 0.5", true),
        ("guards", Guards, "", true),
        ("guards", "burst:", "flood:", true),
        ("guards.<name>.limit", "  burst:", "  flood: { limit: { decision: good, most: 9, within: 1h, then: bad } }\n  burst:", true),
        ("guards.<name>.limit.decision", "decision: bad", "decision: good", true),
        ("guards.<name>.limit.most", "most: 20%", "most: 10%", true),
        ("guards.<name>.limit.within", "within: 10m", "within: 20m", true),
        ("guards.<name>.limit.at_least", "at_least: 50", "at_least: 60", true),
        ("guards.<name>.limit.then", "then: rule", "then: good", true),
        ("guards.<name>.abstain", "  unsure:", "  doubtful: { abstain: { error: 1%, to: bad } }\n  unsure:", true),
        ("guards.<name>.abstain.error", "error: 5%", "error: 1%", true),
        ("guards.<name>.abstain.to", "{ bad: score >= 0.5, good", "{ look: score >= 0.9, bad: score >= 0.5, good", true),
        ("guards.<name>.outlier", "  strange:", "  odd: { outlier: { rate: 1%, to: bad } }\n  strange:", true),
        ("guards.<name>.outlier.rate", "rate: 0.1%", "rate: 1%", true),
        ("guards.<name>.outlier.to", "{ bad: score >= 0.5, good", "{ look: score >= 0.9, bad: score >= 0.5, good", true),
        (
            "guards.<name>.disparity",
            "  apart:",
            "  far: { disparity: { groups: site, least: 9%, within: 1h, then: good } }\n  apart:",
            true
        ),
        ("guards.<name>.disparity.groups", "groups: place", "groups: site", true),
        ("guards.<name>.disparity.of", "of: adverse", "of: favourable", true),
        ("guards.<name>.disparity.least", "least: 80%", "least: 70%", true),
        ("guards.<name>.disparity.confidence", "confidence: 98%", "confidence: 97%", true),
        ("guards.<name>.disparity.within", "98%, within: 1d", "98%, within: 3d", true),
        ("guards.<name>.disparity.at_least", "at_least: 70", "at_least: 71", true),
        ("guards.<name>.disparity.then", "then: good, for: 2d", "then: rule, for: 2d", true),
        ("guards.<name>.disparity.for", "for: 2d", "for: 4d", true),
        ("guards.<name>.limit.for", "for: 30m", "for: 1h", true),
        ("explain", Explain, "", true),
        ("explain.when", "when: every", "when: sample 1%", true),
        ("explain.top", "top: 3", "top: 2", true),
        ("explain.language", "language: de", "language: en", true),
        ("explain.reasons", "much: {", "more: {", true),
        ("explain.reasons.<name>.features", "features: [VALUE]", "features: [VALUE, SUM_1H]", true),
        ("explain.reasons.<name>.raises", "en: much", "en: too much", true),
        ("explain.reasons.<name>.lowers", "en: less", "en: too little", true),
        ("explain.actionable", "VALUE: up by 1 from 0", "VALUE: up by 2 from 0", true),
        ("output.predictions", "predictions: out", "predictions: other", false),
        ("output.quarantine", "quarantine: bad", "quarantine: other", false),
        ("lineage.keep", "keep: 30d", "keep: 31d", true),
        ("lineage.segment", "keep: 30d", "keep: 30d, segment: 6h", true),
        ("lineage.removal", "keep: 30d", "keep: 30d, removal: daily", true),
        ("order.max_wait", "max_wait: 1s", "max_wait: 2s", true),
        ("order.publisher_timeout", "publisher_timeout: 30s", "publisher_timeout: 5s", true),
        ("order.drift", "drift: 1d", "drift: 2d", true),
    ];

    /// <summary>Sections, whose keys are what can change, and a key that has one value yet.</summary>
    static readonly string[] Untried =
    [
        "source",
        "validate",
        "score",
        "output",
        "lineage",
        "order",
        "oversight",
        "fairness",
        "learning",
        "tests",
        "lineage.keep_raw",
    ];

    [Fact]
    public void Every_key_of_the_file_has_a_rule_and_a_change_that_tries_it()
    {
        // Nothing under these is part of the topology.
        var keys = Keys(TopologyConfig.Shape)
            .Where(k => !TopologyConfig.Unrecorded.Any(u => k.StartsWith($"{u}.", StringComparison.Ordinal)))
            .ToList();
        EvolutionRules.All.Select(r => r.Key).Order(StringComparer.Ordinal).ShouldBe(keys.Order(StringComparer.Ordinal));
        Changes.Select(c => c.Key).Distinct().Concat(Untried).Order(StringComparer.Ordinal).ShouldBe(keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_change_does_what_the_table_says()
    {
        foreach (var (key, part, instead, live) in Changes)
        {
            var (before, after) = Texts(part, instead);
            var later =
                after.Contains("version: 3", StringComparison.Ordinal) && key != "version"
                    ? after.Replace("version: 3", "version: 4", StringComparison.Ordinal)
                    : after;
            var changes = TopologyEvolution
                .Compare(TopologyText.Parse(before), TopologyText.Parse(later))
                .Where(c => key == "version" || c.Path != "version")
                .ToList();
            changes.ShouldNotBeEmpty($"{key}: {instead}");
            changes.TrueForAll(c => c.GoesLive).ShouldBe(live, $"{key}, {part} to {instead}: {string.Join('\n', changes)}");
            var effect = EvolutionRules.All.First(r => r.Key == key).Effect;
            if (effect != ChangeEffect.Depends && key != "version")
                effect.ShouldBe(live ? ChangeEffect.Live : ChangeEffect.Refused, key);
        }
    }

    [Fact]
    public void Every_fault_is_said_at_once_with_its_line_and_its_cure()
    {
        var later = First
            .Replace("version: 3", "version: 4", StringComparison.Ordinal)
            .Replace("topic: readings", "topic: others", StringComparison.Ordinal)
            .Replace("    VALUE:", "    MORE: int\n    VALUE:", StringComparison.Ordinal)
            .Replace("delay: 10m", "delay: 20m", StringComparison.Ordinal)
            .Replace("    ID2: string\n", "", StringComparison.Ordinal);
        var faults = TopologyEvolution.Compare(TopologyText.Parse(First), TopologyText.Parse(later)).Where(c => !c.GoesLive).ToList();
        var lines = later.Split('\n');
        faults
            .Select(f => (f.Path, Text: lines[f.Line - 1].Trim()))
            .ShouldBe([
                ("source.topic", "topic: others"),
                // What is gone is said where it was.
                ("source.fields", "fields:"),
                ("source.fields.MORE", "MORE: int"),
                ("features.SUM_1H.delay", lines.First(l => l.Contains("SUM_{n}H", StringComparison.Ordinal)).Trim()),
                ("features.SUM_2H.delay", lines.First(l => l.Contains("SUM_{n}H", StringComparison.Ordinal)).Trim()),
            ]);
        faults[1].Message.ShouldBe("the field ID2 is gone");
        faults[2].Cure!.ShouldContain("optional: true");
        faults[3].Message.ShouldBe("the feature has another definition: it was 10m and is 20m");
    }

    [Fact]
    public void A_stage_that_asked_nothing_of_placement_cannot_begin_to()
    {
        var before = TopologyText.With("  COUNT: { count: \"*\", per: MACHINE, over: 1h }\n", "");
        var fault = TopologyEvolution
            .Compare(TopologyText.Parse(before), TopologyText.Parse("version: 2\n" + TopologyText.Small))
            .Where(c => !c.GoesLive)
            .ShouldHaveSingleItem();
        fault.Path.ShouldBe("features.COUNT");
        fault.Message.ShouldBe("records of one MACHINE now have to lie in one partition, which was not required before");
        TopologyEvolution
            .Compare(TopologyText.Parse(TopologyText.Small), TopologyText.Parse("version: 2\n" + before))
            .ShouldAllBe(c => c.GoesLive);
    }

    [Fact]
    public void Another_order_of_the_first_windows_is_another_order_of_the_stages()
    {
        var windows = "  AT_PLACE: { count: \"*\", per: PLACE, over: 1h }\n  AT_ID: { count: \"*\", per: ID, over: 1h }\n";
        var other = string.Concat(windows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(line => line + "\n"));
        var before = TopologyText.With("  VALUE: VALUE\n", "  VALUE: VALUE\n" + windows);
        var after = TopologyText.With("  VALUE: VALUE\n", "  VALUE: VALUE\n" + other);
        var fault = TopologyEvolution
            .Compare(TopologyText.Parse(before), TopologyText.Parse("version: 2\n" + after))
            .Where(c => !c.GoesLive)
            .ShouldHaveSingleItem();
        fault.Message.ShouldBe("the stages are in another order: by MACHINE, PLACE, ID before, by MACHINE, ID, PLACE now");
    }

    [Fact]
    public void A_text_that_says_the_same_has_no_changes() =>
        TopologyEvolution.Compare(TopologyText.Parse(First), TopologyText.Parse(First)).ShouldBeEmpty();

    /// <summary>The first text and the changed one.</summary>
    static (string Before, string After) Texts(string part, string instead)
    {
        if (part.Length == 0)
            return (First, instead + First);
        First.ShouldContain(part);
        var after = First.Replace(part, instead, StringComparison.Ordinal);
        // Labels come to a topology in which no window looks at them.
        return part == Labels ? (Unread(after), Unread(First)) : (First, after);

        static string Unread(string text) =>
            text.Replace("  RISK: { mean: labels.BAD, per: MACHINE, over: 1h }\n", "", StringComparison.Ordinal);
    }

    /// <summary>Every key that the reader knows, as the reference calls it.</summary>
    static IEnumerable<string> Keys(Shape shape, HashSet<string>? seen = null)
    {
        seen ??= [];
        if (shape is IKeyed keyed)
        {
            if (!seen.Add(keyed.Title))
                yield break;
            foreach (var key in keyed.Keys)
                yield return keyed.Title == "topology.yaml" ? key.Name : $"{keyed.Title}.{key.Name}";
        }

        foreach (var key in shape.Parts.SelectMany(part => Keys(part, seen)))
            yield return key;
    }
}
