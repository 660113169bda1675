using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

sealed record ScoreConfig
{
    internal const int MostDecisions = 100;

    public Located<string>? Model { get; init; }
    public Located<string>? Rule { get; init; }
    public ScoreTransform Transform { get; init; }
    public bool SaysHow { get; init; }
    public Located<IReadOnlyList<Named<string>>>? Decide { get; init; }

    public static readonly MapShape<ScoreConfig> Shape = new ScoreShape();

    sealed class ScoreShape : MapShape<ScoreConfig>
    {
        static readonly Key<string> ModelKey = Key.Optional("model", Scalars.Name, "Name in the model registry.");
        static readonly Key<string> RuleKey = Key.Optional(
            "rule",
            Scalars.Expression,
            "Score in [0, 1] while the registry has no version of the model."
        );
        static readonly Key<ScoreTransform> TransformKey = Key.Optional(
            "transform",
            Scalars.OneOf<ScoreTransform>(),
            "none",
            "How the output of a model that is registered from a file becomes its score; models trained here give scores."
        );
        static readonly Key<IReadOnlyList<Named<string>>> DecideKey = Key.Required(
            "decide",
            new DictionaryShape<string>(Scalars.Name, Scalars.Expression, MostDecisions),
            "Decisions with their conditions; the first that holds wins, the last says otherwise."
        );

        public override string Title => "score";

        public override IReadOnlyList<Key> Keys { get; } = [ModelKey, RuleKey, TransformKey, DecideKey];

        protected override ScoreConfig Build(MapReader keys) =>
            new()
            {
                Model = keys.Get(ModelKey),
                Rule = keys.Get(RuleKey),
                Transform = keys.Value(TransformKey),
                SaysHow = keys.Has(ModelKey) || keys.Has(RuleKey),
                Decide = keys.Get(DecideKey),
            };
    }
}
