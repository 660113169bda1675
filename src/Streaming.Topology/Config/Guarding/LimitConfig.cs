using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Guarding;

/// <summary>What the file says of a limit, before decisions are looked up.</summary>
sealed record LimitConfig
{
    public Located<string>? Decision { get; init; }
    public Located<MostOf>? Most { get; init; }
    public Located<TimeSpan>? Within { get; init; }
    public Located<int>? AtLeast { get; init; }
    public int Least { get; init; }
    public Located<string>? Then { get; init; }
    public Located<TimeSpan>? For { get; init; }

    public static readonly MapShape<LimitConfig> Shape = new LimitShape();

    sealed class LimitShape : MapShape<LimitConfig>
    {
        static readonly Key<string> DecisionKey = Key.Required("decision", Scalars.Name, "The decision that is counted.");
        static readonly Key<MostOf> MostKey = Key.Required(
            "most",
            MostText.Shape,
            "Most of them: a count such as 50, or a share of all decisions such as 20%."
        );
        static readonly Key<TimeSpan> WithinKey = Key.Required(
            "within",
            Scalars.Duration,
            "So much of event time is counted over, in sixty parts: the oldest part leaves as a whole."
        );
        static readonly Key<int> AtLeastKey = Key.Optional(
            "at_least",
            Scalars.Int(1, 1_000_000_000),
            "100",
            "A share is judged where so many decisions were made within that time."
        );
        static readonly Key<string> ThenKey = Key.Required(
            "then",
            Scalars.Name,
            "While it is tripped: a decision in place of the one that is counted, or `rule`: `score.rule` decides about every row."
        );
        static readonly Key<TimeSpan> ForKey = Key.Optional(
            "for",
            Scalars.Duration,
            "It stays tripped for so much of event time, and on where the limit would still be exceeded then. Without it, as long as "
                + "`within`."
        );

        public override string Title => "guards.<name>.limit";

        public override IReadOnlyList<Key> Keys { get; } = [DecisionKey, MostKey, WithinKey, AtLeastKey, ThenKey, ForKey];

        protected override LimitConfig Build(MapReader keys) =>
            new()
            {
                Decision = keys.Get(DecisionKey),
                Most = keys.Get(MostKey),
                Within = keys.Get(WithinKey),
                AtLeast = keys.Get(AtLeastKey),
                Least = keys.Value(AtLeastKey),
                Then = keys.Get(ThenKey),
                For = keys.Get(ForKey),
            };
    }
}
