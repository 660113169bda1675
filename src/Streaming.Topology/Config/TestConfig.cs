using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Config;

static class TestConfig
{
    const int MostTests = 1000;

    static readonly JsonShape Record = new();

    public static readonly Shape<IReadOnlyList<Named<TestModel>>> Tests = new DictionaryShape<TestModel>(
        Scalars.AnyText,
        new TestShape(),
        MostTests
    );

    sealed class TestShape : MapShape<TestModel>
    {
        static readonly Key<DateTimeOffset> NowKey = Key.Optional(
            "now",
            new ScalarShape<DateTimeOffset>(
                "a time",
                "Write date and time in UTC: 2018-04-01T08:30:00Z.",
                () => new JsonObject { ["type"] = "string" },
                (YamlScalar s, out DateTimeOffset v) =>
                    DateTimeOffset.TryParse(
                        s.Text,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                        out v
                    )
            ),
            "What the pipeline takes for now, where a rule looks at the clock; left out, it is the time at which the test runs."
        );

        static readonly Key<IReadOnlyList<Located<JsonNode?>>> EventsKey = Key.Required(
            "events",
            new ListShape<JsonNode?>(Record),
            "Published events: keys as the event's JSON has them, or text that is sent as it is."
        );
        static readonly Key<IReadOnlyList<Located<JsonNode?>>> LabelsKey = Key.Optional(
            "labels",
            new ListShape<JsonNode?>(Record),
            "Published labels."
        );
        static readonly Key<IReadOnlyList<Located<JsonNode?>>> PredictionsKey = Key.Optional(
            "predictions",
            new ListShape<JsonNode?>(Record, min: 0),
            "All predictions that come out of it, in event-time order; what is said of each has to hold: any key of a prediction, and "
                + "`features`."
        );
        static readonly Key<IReadOnlyList<Located<JsonNode?>>> QuarantineKey = Key.Optional(
            "quarantine",
            new ListShape<JsonNode?>(Record, min: 0),
            "All rejected records, in order; what is said of each has to hold: `topic`, `reason`, `rule`, `detail`, `value`."
        );

        public override string Title => "tests.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [NowKey, EventsKey, LabelsKey, PredictionsKey, QuarantineKey];

        protected override TestModel Build(MapReader keys)
        {
            if (!keys.Has(PredictionsKey) && !keys.Has(QuarantineKey))
            {
                keys.Log.Report(
                    keys.Place,
                    "the test asks for nothing",
                    "Say what has to come out of it: `predictions:`, `quarantine:`, or both."
                );
            }

            return new TestModel("", keys.Place.Node.Line)
            {
                Now = keys.Get(NowKey)?.Value,
                Events = [.. (keys.Value(EventsKey) ?? []).Select(e => e.Value)],
                Labels = [.. (keys.Value(LabelsKey) ?? []).Select(e => e.Value)],
                Predictions = Expected(keys, PredictionsKey),
                Quarantine = Expected(keys, QuarantineKey),
            };
        }

        static List<JsonObject>? Expected(MapReader keys, Key<IReadOnlyList<Located<JsonNode?>>> key)
        {
            if (keys.Get(key) is not { } list)
                return null;
            foreach (var item in list.Value.Where(i => i.Value is not JsonObject))
                keys.Log.Report(item.Place, "keys are wanted here", "Write what has to hold, such as { decision: review }.");
            return [.. list.Value.Select(i => i.Value).OfType<JsonObject>()];
        }
    }
}
