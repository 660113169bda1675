using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Config;

/// <summary>A field's source as written; one of its keys is right.</summary>
sealed record FieldDrawConfig(Place Place)
{
    public Located<int>? Counter { get; init; }
    public string Prefix { get; init; } = "";
    public bool Time { get; init; }
    public Located<string>? IdOf { get; init; }
    public IReadOnlyList<Located<string>>? OneOf { get; init; }
    public required DrawConfig Draw { get; init; }

    /// <summary>How many ways to get a value are written.</summary>
    public int Ways => (Counter is null ? 0 : 1) + (Time ? 1 : 0) + (IdOf is null ? 0 : 1) + (OneOf is null ? 0 : 1) + Draw.Written.Count;

    public static readonly Shape<FieldDrawConfig> Shape = new EitherShape<string, FieldDrawConfig>(
        Scalars.Expression,
        text => new FieldDrawConfig(text.Place) { Draw = DrawConfig.Of(text) },
        new FieldDrawShape()
    );

    sealed class FieldDrawShape : MapShape<FieldDrawConfig>
    {
        static readonly Key<int> CounterKey = Key.Optional("counter", Scalars.Int(0, int.MaxValue), "Counts events, from this number.");
        static readonly Key<string> PrefixKey = Key.Optional("prefix", Scalars.Name, "Stands before the counter's number.");
        static readonly Key<string> TimeKey = Key.Optional("time", Scalars.True, "The event time.");
        static readonly Key<string> IdOfKey = Key.Optional(
            "id_of",
            Scalars.Name,
            "Id of the entity that causes the event, or of one of the kind it is near to."
        );
        static readonly Key<IReadOnlyList<Located<string>>> OneOfKey = Key.Optional(
            "one_of",
            new ListShape<string>(Scalars.AnyText),
            "One of some texts."
        );

        public override string Title => "events.fields.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [CounterKey, PrefixKey, TimeKey, IdOfKey, OneOfKey, .. DrawKeys.All];

        protected override FieldDrawConfig Build(MapReader keys) =>
            new(keys.Place)
            {
                Counter = keys.Get(CounterKey),
                Prefix = keys.Get(PrefixKey)?.Value ?? "",
                Time = keys.Has(TimeKey),
                IdOf = keys.Get(IdOfKey),
                OneOf = keys.Get(OneOfKey)?.Value,
                Draw = DrawKeys.Read(keys),
            };
    }
}
