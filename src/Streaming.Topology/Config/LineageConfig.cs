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
            "How long lineage is kept, from when it was recorded. Without it, for ever; see `removal`."
        );
        static readonly Key<KeepRaw> RawKey = Key.Optional(
            "keep_raw",
            Scalars.OneOf<KeepRaw>(),
            "rejected",
            "Which records' raw bytes are kept."
        );

        static readonly Key<TimeSpan> SegmentKey = Key.Optional(
            "segment",
            Scalars.Duration,
            "1d",
            "Lineage is divided into segments of about this time, and removed by whole ones."
        );
        static readonly Key<Removal> RemovalKey = Key.Optional(
            "removal",
            Scalars.OneOf<Removal>(),
            "by_hand",
            "What removes lineage older than `keep`: a person, or whatever runs the pipeline, once a day."
        );

        public override string Title => "lineage";

        public override IReadOnlyList<Key> Keys { get; } = [KeepKey, SegmentKey, RemovalKey, RawKey];

        protected override LineageModel Build(MapReader keys)
        {
            var lineage = new LineageModel(keys.Get(KeepKey)?.Value, keys.Value(RawKey))
            {
                Segment = keys.Value(SegmentKey),
                Removal = keys.Value(RemovalKey),
            };
            if (lineage.Segment <= TimeSpan.Zero)
                keys.Log.Report(keys.PlaceOf(SegmentKey), "a segment takes some time", "Write a duration above zero, such as 1d.");
            if (lineage.Removal == Removal.Daily && lineage.Keep is null)
            {
                keys.Log.Report(
                    keys.PlaceOf(RemovalKey),
                    "nothing says how long lineage is kept",
                    "Write `keep:` beside it, such as 400d."
                );
            }

            if (lineage.Keep <= TimeSpan.Zero)
                keys.Log.Report(keys.PlaceOf(KeepKey), "nothing would be kept", "Write a duration above zero, such as 400d.");
            return lineage;
        }
    }
}
