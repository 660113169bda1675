using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

static class RiskConfig
{
    public static readonly MapShape<RiskModel> Shape = new RiskShape();

    sealed class RiskShape : MapShape<RiskModel>
    {
        static readonly Key<double> AlphaKey = Key.Optional(
            "alpha",
            Scalars.Between(1e-9, 0.5),
            "0.01",
            "Chance, at most, that a version is ever called worse where it is not."
        );
        static readonly Key<double> ToleranceKey = Key.Optional(
            "tolerance",
            Scalars.Between(0, 100),
            "0.1",
            "By which share of its squared error at the reference it may get worse: 0.1 is by a tenth. Less is no alarm."
        );
        static readonly Key<int> ReferenceKey = Key.Optional(
            "reference",
            Scalars.Int(50, 100_000),
            "2000",
            "Labelled rows, the first of a version in a partition, that say how good it is; "
                + "figures are told of a quarter of them at a time."
        );

        public override string Title => "learning.risk";

        public override IReadOnlyList<Key> Keys { get; } = [AlphaKey, ToleranceKey, ReferenceKey];

        protected override RiskModel Build(MapReader keys) =>
            new()
            {
                Alpha = keys.Value(AlphaKey),
                Tolerance = keys.Value(ToleranceKey),
                Reference = keys.Value(ReferenceKey),
            };
    }
}
