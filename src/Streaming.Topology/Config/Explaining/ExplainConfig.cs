using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Explaining;

/// <summary>What the file says of explanations, before names are looked at.</summary>
sealed record ExplainConfig
{
    const int MostReasons = 200;
    const int MostActionable = 1000;

    public Located<ExplainWhen>? When { get; init; }
    public int Top { get; init; } = 4;
    public Located<string>? Language { get; init; }
    public IReadOnlyList<Named<ReasonConfig>> Reasons { get; init; } = [];
    public IReadOnlyList<Named<PermittedChange>> Actionable { get; init; } = [];

    public static readonly Shape<ExplainConfig> Shape = new EitherShape<ExplainWhen, ExplainConfig>(
        WhenText.Shape,
        when => new ExplainConfig { When = when },
        new ExplainShape()
    );

    sealed class ExplainShape : MapShape<ExplainConfig>
    {
        static readonly Key<ExplainWhen> WhenKey = Key.Optional(
            "when",
            WhenText.Shape,
            "Which rows are explained when they are decided. Without it, only those that somebody asks about."
        );
        static readonly Key<int> TopKey = Key.Optional("top", Scalars.Int(1, 20), "4", "Most reasons that are given for a decision.");
        static readonly Key<string> LanguageKey = Key.Optional(
            "language",
            ReasonConfig.Tag,
            "Predictions say each reason in this language. Without it, they give its code alone."
        );
        static readonly Key<IReadOnlyList<Named<ReasonConfig>>> ReasonsKey = Key.Optional(
            "reasons",
            new DictionaryShape<ReasonConfig>(Scalars.Name, ReasonConfig.Shape, MostReasons),
            "Features that speak to people, by the code of what they say. Without it, each feature stands for itself, without words."
        );

        static readonly Key<IReadOnlyList<Named<PermittedChange>>> ActionableKey = Key.Optional(
            "actionable",
            new DictionaryShape<PermittedChange>(ReasonConfig.FeatureName, PermittedChangeText.Shape, MostActionable),
            "Features that somebody could change, and how: up, down or any; then by STEP, from LEAST, to MOST. What is explained then says "
                + "which smallest changes of them would have led to another decision."
        );

        public override string Title => "explain";

        public override IReadOnlyList<Key> Keys { get; } = [WhenKey, TopKey, LanguageKey, ReasonsKey, ActionableKey];

        protected override ExplainConfig Build(MapReader keys) =>
            new()
            {
                When = keys.Get(WhenKey),
                Top = keys.Value(TopKey),
                Language = keys.Get(LanguageKey),
                Reasons = keys.Value(ReasonsKey) ?? [],
                Actionable = keys.Value(ActionableKey) ?? [],
            };
    }
}
