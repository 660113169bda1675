using System.Text.Json;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

static class FairnessGatesConfig
{
    public static readonly MapShape<IReadOnlyList<FairnessBound>> Shape = new FairnessGatesShape();

    sealed class FairnessGatesShape : MapShape<IReadOnlyList<FairnessBound>>
    {
        static readonly IReadOnlyList<Key<FairnessBound>> Bounds =
        [
            Bound(FairnessMetric.SelectionRateRatio, 0, 1, "A group's share of favourable decisions, divided by that of the others."),
            Bound(FairnessMetric.AdverseRateRatio, 1, 1000, "A group's share of adverse decisions, divided by that of the others."),
            Bound(FairnessMetric.SelectionRateDifference, 0, 1, "How far the shares of favourable decisions lie apart."),
            Bound(
                FairnessMetric.TruePositiveRateDifference,
                0,
                1,
                "How far they lie apart among rows for which the favourable decision is right: equal opportunity."
            ),
            Bound(FairnessMetric.FalsePositiveRateDifference, 0, 1, "How far they lie apart among rows for which it is wrong."),
            Bound(FairnessMetric.EqualisedOddsDifference, 0, 1, "The larger of the two before."),
            Bound(
                FairnessMetric.PrecisionDifference,
                0,
                1,
                "How far the shares of favourable decisions that are right lie apart: predictive parity."
            ),
            Bound(
                FairnessMetric.CalibrationDifference,
                0,
                1,
                "How far the mean scores less the shares of true labels lie apart: calibration by group."
            ),
        ];

        public override string Title => "learning.gates.fairness";

        public override IReadOnlyList<Key> Keys { get; } = [.. Bounds];

        protected override IReadOnlyList<FairnessBound> Build(MapReader keys)
        {
            if (!Bounds.Any(keys.Has))
            {
                keys.Log.Report(
                    keys.Place,
                    "nothing is wanted",
                    $"Write at least one of {string.Join(", ", Bounds.Select(b => b.Name))}, or leave `fairness` out."
                );
            }

            return [.. Bounds.Select(keys.Get).Where(found => found is not null).Select(found => found!.Value.Value)];
        }

        static Key<FairnessBound> Bound(FairnessMetric metric, double min, double max, string doc)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.ToString());
            return Key.Optional(
                name,
                new BoundConfig<double, FairnessBound>(
                    $"learning.gates.fairness.{name}",
                    new FairnessBound(metric, 0),
                    none => none.IsAtLeast,
                    Scalars.Between(min, max),
                    "For each group of each attribute.",
                    (none, bound) => none with { Bound = bound }
                ),
                doc
            );
        }
    }
}
