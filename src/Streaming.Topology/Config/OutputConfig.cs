using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

sealed record OutputConfig(Located<string>? Predictions, Located<string>? Quarantine)
{
    public static readonly MapShape<OutputConfig> Shape = new OutputShape();

    sealed class OutputShape : MapShape<OutputConfig>
    {
        static readonly Key<string> PredictionsKey = Key.Optional(
            "predictions",
            Scalars.Topic,
            "Topic for scored events; without it <topology>.predictions."
        );
        static readonly Key<string> QuarantineKey = Key.Optional(
            "quarantine",
            Scalars.Topic,
            "Topic for rejected records; without it <topology>.quarantine."
        );

        public override string Title => "output";

        public override IReadOnlyList<Key> Keys { get; } = [PredictionsKey, QuarantineKey];

        protected override OutputConfig Build(MapReader keys) => new(keys.Get(PredictionsKey), keys.Get(QuarantineKey));
    }
}
