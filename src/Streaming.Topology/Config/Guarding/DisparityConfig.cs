using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Guarding;

/// <summary>What the file says of how far groups may lie apart, before attributes and decisions are looked up.</summary>
sealed record DisparityConfig
{
    public Located<string>? Groups { get; init; }
    public DisparityRates Of { get; init; }
    public Located<MostOf>? Least { get; init; }
    public Located<MostOf>? Confidence { get; init; }
    public MostOf Sure { get; init; }
    public Located<TimeSpan>? Within { get; init; }
    public int AtLeast { get; init; }
    public Located<string>? Then { get; init; }
    public Located<TimeSpan>? For { get; init; }

    public static readonly MapShape<DisparityConfig> Shape = new DisparityShape();

    sealed class DisparityShape : MapShape<DisparityConfig>
    {
        static readonly Key<string> GroupsKey = Key.Required(
            "groups",
            Scalars.Name,
            "By which attribute of `fairness.groups`; it has to say which groups there are."
        );
        static readonly Key<DisparityRates> OfKey = Key.Optional(
            "of",
            Scalars.OneOf<DisparityRates>(),
            "favourable",
            "Of which decisions the shares of groups are held against each other: `favourable` ones or `adverse` ones, as `fairness` says."
        );
        static readonly Key<MostOf> LeastKey = Key.Required(
            "least",
            MostText.Shape,
            "The lowest share of a group, as a share of the highest one, that is still good enough, such as 80%."
        );
        static readonly Key<MostOf> ConfidenceKey = Key.Optional(
            "confidence",
            MostText.Shape,
            "99%",
            "So sure it has to be that the groups lie further apart than that, and not by chance: from 50% on."
        );
        static readonly Key<TimeSpan> WithinKey = Key.Required(
            "within",
            Scalars.Duration,
            "So much of event time is counted over, in sixty parts; when one ends, the groups are held against each other."
        );
        static readonly Key<int> AtLeastKey = Key.Optional(
            "at_least",
            Scalars.Int(1, 1_000_000_000),
            "100",
            "A group of which fewer decisions were made within that time is left out."
        );
        static readonly Key<string> ThenKey = Key.Required(
            "then",
            Scalars.Name,
            "While it is tripped: a decision in place of adverse ones, whatever the group, or `rule`: `score.rule` decides about every row."
        );
        static readonly Key<TimeSpan> ForKey = Key.Optional(
            "for",
            Scalars.Duration,
            "It stays tripped for so much of event time, and on where the groups would still lie too far apart then. Without it, as long "
                + "as `within`."
        );

        public override string Title => "guards.<name>.disparity";

        public override IReadOnlyList<Key> Keys { get; } =
        [GroupsKey, OfKey, LeastKey, ConfidenceKey, WithinKey, AtLeastKey, ThenKey, ForKey];

        protected override DisparityConfig Build(MapReader keys) =>
            new()
            {
                Groups = keys.Get(GroupsKey),
                Of = keys.Value(OfKey),
                Least = keys.Get(LeastKey),
                Confidence = keys.Get(ConfidenceKey),
                Sure = keys.Value(ConfidenceKey),
                Within = keys.Get(WithinKey),
                AtLeast = keys.Value(AtLeastKey),
                Then = keys.Get(ThenKey),
                For = keys.Get(ForKey),
            };
    }
}
