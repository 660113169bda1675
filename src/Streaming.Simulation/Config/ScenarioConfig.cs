using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Config;

sealed record ScenarioConfig(Place Place)
{
    public Located<string>? When { get; init; }
    public Located<string>? Strikes { get; init; }
    public Located<double>? PerDay { get; init; }
    public Located<TimeSpan>? Lasts { get; init; }
    public Located<TimeSpan>? Begins { get; init; }
    public Located<TimeSpan>? Ends { get; init; }
    public Located<double>? Share { get; init; }
    public IReadOnlyList<Named<string>> Sets { get; init; } = [];

    public static readonly MapShape<ScenarioConfig> Shape = new ScenarioShape();

    sealed class ScenarioShape : MapShape<ScenarioConfig>
    {
        static readonly Key<string> WhenKey = Key.Optional(
            "when",
            Scalars.Expression,
            "Condition over the event; with `strikes`, of the struck entity's events."
        );
        static readonly Key<string> StrikesKey = Key.Optional("strikes", Scalars.Name, "Kind of entity that it befalls for a while.");
        static readonly Key<double> PerDayKey = Key.Optional(
            "per_day",
            Scalars.Number,
            "How many are struck a day; a fraction is a probability."
        );
        static readonly Key<TimeSpan> LastsKey = Key.Optional("lasts", Scalars.Duration, "How long it lasts.");
        static readonly Key<TimeSpan> BeginsKey = Key.Optional(
            "begins",
            Scalars.Duration,
            "How long after the simulation's start it begins; without it, at once."
        );
        static readonly Key<TimeSpan> EndsKey = Key.Optional(
            "ends",
            Scalars.Duration,
            "How long after the simulation's start it is over for good."
        );
        static readonly Key<double> ShareKey = Key.Optional("share", Scalars.Number, "1", "Share of the events that are touched.");
        static readonly Key<IReadOnlyList<Named<string>>> SetKey = Key.Optional(
            "set",
            new DictionaryShape<string>(Scalars.FieldName, Scalars.Expression, 100),
            "Number fields that it changes."
        );

        public override string Title => "scenarios.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [WhenKey, StrikesKey, PerDayKey, LastsKey, BeginsKey, EndsKey, ShareKey, SetKey];

        protected override ScenarioConfig Build(MapReader keys) =>
            new(keys.Place)
            {
                When = keys.Get(WhenKey),
                Strikes = keys.Get(StrikesKey),
                PerDay = keys.Get(PerDayKey),
                Lasts = keys.Get(LastsKey),
                Begins = keys.Get(BeginsKey),
                Ends = keys.Get(EndsKey),
                Share = keys.Get(ShareKey),
                Sets = keys.Value(SetKey) ?? [],
            };
    }
}
