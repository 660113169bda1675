using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Guarding;

/// <summary>What the file says of a guard. Each kind is a key; a guard is of one.</summary>
sealed record GuardConfig
{
    const int MostGuards = 100;

    /// <summary>The key of the kind that goes by the groups of `fairness`.</summary>
    public const string DisparityName = "disparity";

    public Located<LimitConfig>? Limit { get; init; }
    public Located<AbstainConfig>? Abstain { get; init; }
    public Located<OutlierConfig>? Outlier { get; init; }
    public Located<DisparityConfig>? Disparity { get; init; }

    public static readonly Shape<IReadOnlyList<Named<GuardConfig>>> Guards = new DictionaryShape<GuardConfig>(
        Scalars.Name,
        new GuardShape(),
        MostGuards
    );

    sealed class GuardShape : MapShape<GuardConfig>
    {
        static readonly Key<LimitConfig> LimitKey = Key.Optional(
            "limit",
            LimitConfig.Shape,
            "How often a decision may be made: a burst of them trips the guard."
        );
        static readonly Key<AbstainConfig> AbstainKey = Key.Optional(
            "abstain",
            AbstainConfig.Shape,
            "An answer only where it can be given within an error rate; else a person is asked."
        );
        static readonly Key<OutlierConfig> OutlierKey = Key.Optional(
            "outlier",
            OutlierConfig.Shape,
            "Rows that are unlike those which the version was trained on: a person is asked."
        );

        static readonly Key<DisparityConfig> DisparityKey = Key.Optional(
            DisparityName,
            DisparityConfig.Shape,
            "How far decisions about the groups of `fairness` may lie apart: further, and the guard trips."
        );

        public override string Title => "guards.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [LimitKey, AbstainKey, OutlierKey, DisparityKey];

        protected override GuardConfig Build(MapReader keys)
        {
            if (Keys.Count(keys.Has) != 1)
            {
                keys.Log.Report(
                    keys.Place,
                    "a guard is of one kind",
                    $"Write one of {string.Join(", ", Keys.SkipLast(1).Select(k => k.Name))} and {Keys[^1].Name}; another guard has "
                        + "another name."
                );
            }

            return new GuardConfig
            {
                Limit = keys.Get(LimitKey),
                Abstain = keys.Get(AbstainKey),
                Outlier = keys.Get(OutlierKey),
                Disparity = keys.Get(DisparityKey),
            };
        }
    }
}
