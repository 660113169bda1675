using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

static class DriftConfig
{
    public static readonly MapShape<DriftModel> Shape = new DriftShape();

    sealed class DriftShape : MapShape<DriftModel>
    {
        static readonly Key<double> ArlKey = Key.Optional(
            "arl",
            Scalars.Between(2, 1e12),
            "1000000",
            "Average run length to a false alarm, in rows looked at: at least that."
        );
        static readonly Key<int> ReferenceKey = Key.Optional(
            "reference",
            Scalars.Int(100, 100_000),
            "2000",
            "Rows that later ones are compared with."
        );
        static readonly Key<int> EveryKey = Key.Optional("every", Scalars.Int(1, 1_000_000), "1", "Every so manieth row is looked at.");

        public override string Title => "learning.drift";

        public override IReadOnlyList<Key> Keys { get; } = [ArlKey, ReferenceKey, EveryKey];

        protected override DriftModel Build(MapReader keys) =>
            new()
            {
                Arl = keys.Value(ArlKey),
                Reference = keys.Value(ReferenceKey),
                Every = keys.Value(EveryKey),
            };
    }
}
