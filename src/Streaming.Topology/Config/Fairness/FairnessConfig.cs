using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Fairness;

/// <summary>What the file says of groups, before names and expressions are looked at.</summary>
sealed record FairnessConfig
{
    const int MostAttributes = 20;
    const int MostDecisions = 100;

    public Located<IReadOnlyList<Located<string>>>? Adverse { get; init; }
    public Located<IReadOnlyList<Located<string>>>? Favourable { get; init; }
    public IReadOnlyList<Named<AttributeConfig>> Groups { get; init; } = [];
    public int Smallest { get; init; }
    public GroupThresholdsConfig? Thresholds { get; init; }
    public IReadOnlyList<Located<string>> Never { get; init; } = [];

    public static readonly MapShape<FairnessConfig> Shape = new FairnessShape();

    sealed class FairnessShape : MapShape<FairnessConfig>
    {
        static readonly ListShape<string> Decisions = new(Scalars.Name, max: MostDecisions);
        static readonly Key<IReadOnlyList<Named<AttributeConfig>>> GroupsKey = Key.Required(
            "groups",
            new DictionaryShape<AttributeConfig>(Scalars.Name, AttributeConfig.Shape, MostAttributes),
            "By what rows are divided into groups that are held against each other, by name."
        );
        static readonly Key<IReadOnlyList<Located<string>>> AdverseKey = Key.Optional(
            "adverse",
            Decisions,
            "Decisions that are bad for who they are about; all others are good. A label that is true says that they are right, as it does "
                + "of a debt that is not paid. Either this or `favourable`."
        );
        static readonly Key<IReadOnlyList<Located<string>>> FavourableKey = Key.Optional(
            "favourable",
            Decisions,
            "Decisions that are good for who they are about; all others are bad. A label that is true says that they are right, as it does "
                + "of a debt that is paid."
        );
        static readonly Key<int> SmallestKey = Key.Optional(
            "smallest",
            Scalars.Int(1, 1_000_000),
            "50",
            "No rate is shown of fewer rows, and no group of fewer rows."
        );
        static readonly Key<IReadOnlyList<Located<string>>> NeverKey = Key.Optional(
            "never",
            new ListShape<string>(Scalars.FieldName),
            "Fields that no feature, rule or decision may derive from."
        );

        static readonly Key<GroupThresholdsConfig> ThresholdsKey = Key.Optional(
            "thresholds",
            GroupThresholdsConfig.Shape,
            "Lets decisions go by one attribute, though its fields are under `never`. Without it, none may."
        );

        public override string Title => "fairness";

        public override IReadOnlyList<Key> Keys { get; } = [AdverseKey, FavourableKey, GroupsKey, SmallestKey, NeverKey, ThresholdsKey];

        protected override FairnessConfig Build(MapReader keys)
        {
            if (keys.Has(AdverseKey) == keys.Has(FavourableKey))
            {
                keys.Log.Report(
                    keys.Place,
                    keys.Has(AdverseKey)
                        ? "both `adverse` and `favourable` decisions are named"
                        : "nothing says which decisions are bad for who they are about",
                    "Write `adverse: [...]` where a true label says that those decisions are right, `favourable: [...]` where it says so "
                        + "of the good ones."
                );
            }

            return new FairnessConfig
            {
                Adverse = keys.Get(AdverseKey),
                Favourable = keys.Get(FavourableKey),
                Groups = keys.Value(GroupsKey) ?? [],
                Smallest = keys.Value(SmallestKey),
                Never = keys.Value(NeverKey) ?? [],
                Thresholds = keys.Value(ThresholdsKey),
            };
        }
    }
}
