using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Config;

sealed record EventsConfig(Place Place)
{
    public Located<string>? Of { get; init; }
    public Located<string>? PerDay { get; init; }
    public Located<TimeSpan>? Every { get; init; }
    public (TimeSpan Mean, TimeSpan Stddev)? TimeOfDay { get; init; }
    public Located<TimeSpan>? Resolution { get; init; }
    public IReadOnlyList<Named<FieldDrawConfig>> Fields { get; init; } = [];

    public static readonly MapShape<EventsConfig> Shape = new EventsShape();

    sealed class EventsShape : MapShape<EventsConfig>
    {
        static readonly Key<string> OfKey = Key.Required("of", Scalars.Name, "The kind of entity that causes events.");
        static readonly Key<string> PerDayKey = Key.Optional(
            "per_day",
            Scalars.Expression,
            "Mean number of events a day of one entity (Poisson), over its parameters."
        );
        static readonly Key<TimeSpan> EveryKey = Key.Optional(
            "every",
            Scalars.Duration,
            "A fixed step between events of one entity, instead of per_day."
        );
        static readonly Key<(TimeSpan, TimeSpan)?> TimeKey = Key.Optional(
            "time_of_day",
            new TimeOfDayShape(),
            "When events come; without it at any time alike."
        );
        static readonly Key<TimeSpan> ResolutionKey = Key.Optional("resolution", Scalars.Duration, "1s", "Event times are its multiples.");
        static readonly Key<IReadOnlyList<Named<FieldDrawConfig>>> FieldsKey = Key.Required(
            "fields",
            new DictionaryShape<FieldDrawConfig>(Scalars.FieldName, FieldDrawConfig.Shape, 1000),
            "Where each field of the topology's source gets its value."
        );

        public override string Title => "events";

        public override IReadOnlyList<Key> Keys { get; } = [OfKey, PerDayKey, EveryKey, TimeKey, ResolutionKey, FieldsKey];

        protected override EventsConfig Build(MapReader keys) =>
            new(keys.Place)
            {
                Of = keys.Get(OfKey),
                PerDay = keys.Get(PerDayKey),
                Every = keys.Get(EveryKey),
                TimeOfDay = keys.Get(TimeKey)?.Value,
                Resolution = keys.Get(ResolutionKey),
                Fields = keys.Value(FieldsKey) ?? [],
            };
    }

    sealed class TimeOfDayShape : MapShape<(TimeSpan, TimeSpan)?>
    {
        static readonly Key<TimeSpan> MeanKey = Key.Required("mean", Scalars.Duration, "Mean time since midnight (UTC).");
        static readonly Key<TimeSpan> StddevKey = Key.Required("stddev", Scalars.Duration, "Standard deviation.");

        public override string Title => "events.time_of_day";

        public override IReadOnlyList<Key> Keys { get; } = [MeanKey, StddevKey];

        protected override (TimeSpan, TimeSpan)? Build(MapReader keys)
        {
            if (keys.Get(MeanKey) is not { } mean || keys.Get(StddevKey) is not { } stddev)
                return null;
            if (mean.Value >= TimeSpan.FromDays(1))
                keys.Log.Report(mean.Place, "the mean time is not within a day", "Write less than 24h.");
            return (mean.Value, stddev.Value);
        }
    }
}
