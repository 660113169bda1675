using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Fairness;

/// <summary>By what rows are divided into groups: an expression, or an expression and which groups there are.</summary>
sealed record AttributeConfig
{
    const int MostGroups = 50;

    public Located<string>? By { get; init; }
    public Located<IReadOnlyList<Located<string>>>? Values { get; init; }
    public Located<IReadOnlyList<Located<double>>>? Bands { get; init; }
    public Located<string>? Reference { get; init; }

    public static readonly Shape<AttributeConfig> Shape = new EitherShape<string, AttributeConfig>(
        Scalars.Expression,
        text => new AttributeConfig { By = text },
        new AttributeShape()
    );

    sealed class AttributeShape : MapShape<AttributeConfig>
    {
        static readonly Key<string> ByKey = Key.Required(
            "by",
            Scalars.Expression,
            "A field, or an expression over fields: a text, a bool, or a number with `bands`. Rows for which it is null are in no group."
        );
        static readonly Key<IReadOnlyList<Located<string>>> ValuesKey = Key.Optional(
            "values",
            new ListShape<string>(Scalars.AnyText, min: 2, max: MostGroups),
            "The texts that are groups; rows with another are in none. Without it, each text that occurs is one."
        );
        static readonly Key<IReadOnlyList<Located<double>>> BandsKey = Key.Optional(
            "bands",
            new ListShape<double>(Scalars.Number, min: 1, max: MostGroups - 1),
            "Where bands of a number meet, rising: [25, 60] makes under 25, 25 to under 60, 60 and over."
        );
        static readonly Key<string> ReferenceKey = Key.Optional(
            "reference",
            Scalars.AnyText,
            "The group that each other is held against. Without it, each is held against all others together."
        );

        public override string Title => "fairness.groups.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [ByKey, ValuesKey, BandsKey, ReferenceKey];

        protected override AttributeConfig Build(MapReader keys) =>
            new()
            {
                By = keys.Get(ByKey),
                Values = keys.Get(ValuesKey),
                Bands = keys.Get(BandsKey),
                Reference = keys.Get(ReferenceKey),
            };
    }
}
