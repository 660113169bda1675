using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

static class RetrainConfig
{
    public static readonly MapShape<RetrainModel> Shape = new RetrainShape();

    sealed class RetrainShape : MapShape<RetrainModel>
    {
        static readonly Key<bool> WhenWorseKey = Key.Optional(
            "when_worse",
            Scalars.Bool,
            "false",
            "A run begins when labels tell that the version in use got worse."
        );
        static readonly Key<bool> OnDriftKey = Key.Optional(
            "on_drift",
            Scalars.Bool,
            "false",
            "A run begins when features or scores have changed, whether or not decisions got worse by it."
        );
        static readonly Key<TimeSpan> EveryKey = Key.Optional(
            "every",
            Scalars.Duration,
            "A run begins so long after the last one did. Without it, none begins by the clock."
        );
        static readonly Key<TimeSpan> AgainAfterKey = Key.Optional(
            "again_after",
            Scalars.Duration,
            "Where a run that an alarm began came to nothing and the alarm still holds, the next one begins so much event time after it "
                + "ended: twice as long after each further one, up to 32 times. Without it, none begins until a person asks."
        );
        static readonly Key<int> AtMostKey = Key.Optional(
            "at_most",
            Scalars.Int(1, 1000),
            "3",
            "Most runs in 24 hours that no person asked for."
        );

        public override string Title => "learning.retrain";

        public override IReadOnlyList<Key> Keys { get; } = [WhenWorseKey, OnDriftKey, AgainAfterKey, EveryKey, AtMostKey];

        protected override RetrainModel Build(MapReader keys)
        {
            var retrain = new RetrainModel
            {
                WhenWorse = keys.Value(WhenWorseKey),
                OnDrift = keys.Value(OnDriftKey),
                AgainAfter = keys.Get(AgainAfterKey)?.Value,
                Every = keys.Get(EveryKey)?.Value,
                AtMost = keys.Value(AtMostKey),
            };
            CheckAgain(keys, retrain);
            if (retrain.Every is not { } every)
                return retrain;
            if (every <= TimeSpan.Zero)
            {
                keys.Log.Report(keys.PlaceOf(EveryKey), "there is no time between two runs", "Write a duration above zero, such as 7d.");
            }
            else if (retrain.AtMost > 0 && TimeSpan.FromDays(1) / every > retrain.AtMost)
            {
                keys.Log.Report(
                    keys.PlaceOf(EveryKey),
                    $"the clock begins a run every {DurationText.Format(every)}, and at most {retrain.AtMost} may begin in 24 hours",
                    "Make `every` longer, or `at_most` greater."
                );
            }

            return retrain;
        }

        static void CheckAgain(MapReader keys, RetrainModel retrain)
        {
            if (retrain.AgainAfter is not { } after)
                return;
            if (after <= TimeSpan.Zero)
            {
                keys.Log.Report(
                    keys.PlaceOf(AgainAfterKey),
                    "the same rows would be learnt from again",
                    "Write a duration above zero, such as 3d."
                );
            }
            else if (retrain is { WhenWorse: false, OnDrift: false })
            {
                keys.Log.Report(
                    keys.PlaceOf(AgainAfterKey),
                    "no alarm begins a run that could be tried again",
                    "Write `when_worse: true` or `on_drift: true` beside it, or leave it out."
                );
            }
        }
    }
}
