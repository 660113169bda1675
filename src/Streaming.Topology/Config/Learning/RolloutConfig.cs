using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

static class RolloutConfig
{
    public static readonly MapShape<RolloutModel> Shape = new RolloutShape();

    sealed class RolloutShape : MapShape<RolloutModel>
    {
        static readonly Key<int> ShadowRowsKey = Key.Optional(
            "shadow_rows",
            Scalars.Int(1, int.MaxValue),
            "1000",
            "Rows that it scores as a shadow, without failing, before it decides anything."
        );
        static readonly Key<double> CanaryKey = Key.Optional(
            "canary",
            Scalars.ShareUpTo(0.5),
            "10%",
            "Share of the keys that it decides about as a canary."
        );
        static readonly Key<int> MostLabelledKey = Key.Optional(
            "most_labelled",
            Scalars.Int(1, int.MaxValue),
            "100000",
            "Labelled rows after which a version that was not shown to be better is taken back."
        );
        static readonly Key<int> WatchKey = Key.Optional(
            "watch",
            Scalars.Int(0, int.MaxValue),
            "10000",
            "Labelled rows in which the new champion is held against the one before it, which takes over again where it was better; 0: "
                + "none."
        );
        static readonly Key<double> AlphaKey = Key.Optional("alpha", Scalars.Between(1e-6, 0.5), "0.05", "Chance of each wrong verdict.");
        static readonly Key<double> MarginKey = Key.Optional(
            "margin",
            Scalars.Between(0, 0.5),
            "0",
            "By how much smaller its mean squared error has to be for it to be better."
        );
        static readonly Key<double> ToleranceKey = Key.Optional(
            "tolerance",
            Scalars.Between(0, 0.5),
            "0",
            "By how much greater its mean squared error may be before it is worse."
        );

        public override string Title => "learning.rollout";

        public override IReadOnlyList<Key> Keys { get; } =
        [ShadowRowsKey, CanaryKey, MostLabelledKey, WatchKey, AlphaKey, MarginKey, ToleranceKey];

        protected override RolloutModel Build(MapReader keys) =>
            new()
            {
                ShadowRows = keys.Value(ShadowRowsKey),
                Canary = keys.Value(CanaryKey),
                MostLabelled = keys.Value(MostLabelledKey),
                Watch = keys.Value(WatchKey),
                Alpha = keys.Value(AlphaKey),
                Margin = keys.Value(MarginKey),
                Tolerance = keys.Value(ToleranceKey),
            };
    }
}
