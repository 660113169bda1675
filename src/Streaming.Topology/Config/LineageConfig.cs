using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

static class LineageConfig
{
    public static readonly MapShape<LineageModel> Shape = new LineageShape();

    sealed class LineageShape : MapShape<LineageModel>
    {
        static readonly Key<TimeSpan> KeepKey = Key.Optional(
            "keep",
            Scalars.Duration,
            "How long lineage has to be kept. Nothing is removed by itself."
        );
        static readonly Key<KeepRaw> RawKey = Key.Optional(
            "keep_raw",
            Scalars.OneOf<KeepRaw>(),
            "rejected",
            "Which records' raw bytes are kept."
        );

        public override string Title => "lineage";

        public override IReadOnlyList<Key> Keys { get; } = [KeepKey, RawKey];

        protected override LineageModel Build(MapReader keys) => new(keys.Get(KeepKey)?.Value, keys.Value(RawKey));
    }
}
