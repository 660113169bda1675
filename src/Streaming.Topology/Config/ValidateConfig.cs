using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

sealed record ValidateConfig
{
    const int MostRules = 1000;

    public Located<TimeSpan>? DuplicatesWithin { get; init; }
    public TimeSpan? FutureSkew { get; init; }
    public TimeSpan? MaxAge { get; init; }
    public IReadOnlyList<Named<string>> Rules { get; init; } = [];

    public static readonly MapShape<ValidateConfig> Shape = new ValidateShape();

    sealed class ValidateShape : MapShape<ValidateConfig>
    {
        static readonly Key<TimeSpan> DuplicatesKey = Key.Optional(
            "duplicates_within",
            Scalars.Duration,
            "An id seen again under the same key within this event time is rejected."
        );
        static readonly Key<TimeSpan> SkewKey = Key.Optional("future_skew", Scalars.Duration, "Event time at most this far after arrival.");
        static readonly Key<TimeSpan> AgeKey = Key.Optional("max_age", Scalars.Duration, "Event time at most this far before arrival.");
        static readonly Key<IReadOnlyList<Named<string>>> RulesKey = Key.Optional(
            "rules",
            new DictionaryShape<string>(Scalars.Name, Scalars.Expression, MostRules),
            "Conditions over fields; an event for which one is false is rejected under its name."
        );

        public override string Title => "validate";

        public override IReadOnlyList<Key> Keys { get; } = [DuplicatesKey, SkewKey, AgeKey, RulesKey];

        protected override ValidateConfig Build(MapReader keys) =>
            new()
            {
                DuplicatesWithin = keys.Get(DuplicatesKey),
                FutureSkew = keys.Get(SkewKey)?.Value,
                MaxAge = keys.Get(AgeKey)?.Value,
                Rules = keys.Value(RulesKey) ?? [],
            };
    }
}
