using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

/// <summary>What has to hold, and where the file wants something of groups.</summary>
sealed record GatesConfig(GatesModel Model, Located<IReadOnlyList<FairnessBound>>? Fairness)
{
    public static readonly MapShape<GatesConfig> Shape = new GatesShape();

    sealed class GatesShape : MapShape<GatesConfig>
    {
        static readonly Key<double> MarginKey = Key.Optional(
            "margin",
            Scalars.Between(-1, 1),
            "0",
            "By so much its average precision has to be above, on the newest labelled rows."
        );
        static readonly Key<double> LatencyKey = Key.Optional(
            "latency",
            Scalars.Between(1, 1000),
            "3",
            "Times the other's time for a row that it may take."
        );
        static readonly Key<double> AlertsKey = Key.Optional(
            "alerts",
            Scalars.Between(1, 1_000_000),
            "3",
            "Times the other's alerts that it may raise, or as many times fewer. An alert is any decision but the last."
        );
        static readonly Key<double> MostAlertsKey = Key.Optional(
            "most_alerts",
            Scalars.ShareUpTo(1),
            "Share of the rows that it may raise alerts on, whatever the other does. Without it, any."
        );
        static readonly Key<double> ScoresKey = Key.Optional(
            "scores",
            Scalars.Between(0, 1000),
            "0.5",
            "Population stability index of its scores against the other's, at most."
        );

        static readonly Key<IReadOnlyList<FairnessBound>> FairnessKey = Key.Optional(
            "fairness",
            FairnessGatesConfig.Shape,
            "How far the groups that `fairness` declares may fare from each other. Without it, as far as they do."
        );

        public override string Title => "learning.gates";

        public override IReadOnlyList<Key> Keys { get; } = [MarginKey, LatencyKey, AlertsKey, MostAlertsKey, ScoresKey, FairnessKey];

        protected override GatesConfig Build(MapReader keys)
        {
            if (keys.Value(MarginKey) >= 1)
            {
                keys.Log.Report(
                    keys.PlaceOf(MarginKey),
                    "no average precision lies above another by so much: the greatest is 1",
                    "Write a number below 1, such as 0.01."
                );
            }

            var fairness = keys.Get(FairnessKey);
            var model = new GatesModel
            {
                Margin = keys.Value(MarginKey),
                Latency = keys.Value(LatencyKey),
                Alerts = keys.Value(AlertsKey),
                MostAlerts = keys.Get(MostAlertsKey)?.Value,
                Scores = keys.Value(ScoresKey),
                Fairness = fairness?.Value ?? [],
            };
            return new GatesConfig(model, fairness);
        }
    }
}
