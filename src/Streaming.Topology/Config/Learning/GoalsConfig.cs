using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config.Learning;

/// <summary>What is wanted and what may be done for it, with the places of what other keys have to agree with.</summary>
sealed record GoalsConfig(
    GoalsModel Model,
    IReadOnlyList<Located<GoalModel>> Wanted,
    IReadOnlyList<Located<GoalAction>> Actions,
    Located<TimeSpan>? DeadMan
)
{
    public static readonly MapShape<GoalsConfig> Shape = new GoalsShape();

    sealed class GoalsShape : MapShape<GoalsConfig>
    {
        static readonly Key<TimeSpan> OverKey = Key.Optional(
            "over",
            Scalars.Duration,
            "7d",
            "So much of event time is measured over: the newest whose labels are known."
        );
        static readonly IReadOnlyList<Key<GoalModel>> Metrics =
        [
            Metric(
                GoalMetric.AveragePrecision,
                "average_precision",
                Scalars.Between(0, 1),
                bound => bound,
                "How well scores tell labelled rows apart.",
                "Average precision."
            ),
            Metric(
                GoalMetric.AlertRate,
                "alert_rate",
                Scalars.ShareUpTo(1),
                share => share,
                "How many rows are alerts. An alert is any decision but the last.",
                "Share of the rows."
            ),
            Metric(
                GoalMetric.FalsePositivesADay,
                "false_positives_a_day",
                Scalars.Between(0, 1e9),
                bound => bound,
                "How many alerts turn out to be wrong.",
                "Alerts a day of event time whose label is false."
            ),
            Metric(
                GoalMetric.LatencyP99,
                "latency_p99",
                Scalars.Duration,
                time => time.TotalSeconds,
                "How long a row takes.",
                "So long after they were read, 99 % of the rows are on record with their decisions."
            ),
            Metric(
                GoalMetric.LabelDelay,
                "label_delay",
                Scalars.Duration,
                time => time.TotalSeconds,
                "How late labels come.",
                "So long after their events, 90 % of the labels became known."
            ),
        ];
        static readonly Key<IReadOnlyList<Located<GoalAction>>> ActionsKey = Key.Optional(
            "actions",
            new ListShape<GoalAction>(Scalars.OneOf<GoalAction>(), max: 20),
            "What may be done where a goal is missed, what is preferred first. Without it, a person is asked."
        );
        static readonly Key<int> AtMostKey = Key.Optional("at_most", Scalars.Int(1, 1000), "2", "Most actions in 24 hours.");
        static readonly Key<TimeSpan> CheckAfterKey = Key.Optional(
            "check_after",
            Scalars.Duration,
            "3d",
            "So much event time with known labels after an action tells whether it helped; until then nothing else is done."
        );
        static readonly Key<TimeSpan> DeadManKey = Key.Optional(
            "dead_man",
            Scalars.Duration,
            "Without a label for so much of event time, the rule scores and a person is called. Without it, never."
        );

        public override string Title => "learning.goals";

        public override IReadOnlyList<Key> Keys { get; } = [OverKey, .. Metrics, ActionsKey, AtMostKey, CheckAfterKey, DeadManKey];

        protected override GoalsConfig Build(MapReader keys)
        {
            var wanted = Metrics.Select(keys.Get).OfType<Located<GoalModel>>().ToArray();
            if (!Metrics.Any(keys.Has))
            {
                keys.Log.Report(
                    keys.Place,
                    "nothing is wanted",
                    $"Write at least one of {string.Join(", ", Metrics.Select(m => m.Name))}, or leave `goals` out."
                );
            }

            var actions = keys.Value(ActionsKey) ?? [];
            foreach (var again in actions.Index().Where(a => actions.Take(a.Index).Any(before => before.Value == a.Item.Value)))
                keys.Log.Report(again.Item.Place, "this action stands twice", "Leave one out; the first is the one that is preferred.");
            Positive(keys, OverKey, "nothing can be measured over no time");
            Positive(keys, CheckAfterKey, "no time is left in which an action could help");
            var deadMan = keys.Get(DeadManKey);
            var model = new GoalsModel
            {
                Wanted = [.. wanted.Select(goal => goal.Value)],
                Over = keys.Value(OverKey),
                Actions = [.. actions.Select(action => action.Value)],
                AtMost = keys.Value(AtMostKey),
                CheckAfter = keys.Value(CheckAfterKey),
                DeadMan = deadMan?.Value,
            };
            return new GoalsConfig(model, wanted, actions, deadMan);
        }

        static Key<GoalModel> Metric<T>(
            GoalMetric metric,
            string name,
            Shape<T> bound,
            Func<T, double> toNumber,
            string doc,
            string what
        ) =>
            Key.Optional(
                name,
                new BoundConfig<T, GoalModel>(
                    $"learning.goals.{name}",
                    new GoalModel(metric, 0),
                    none => none.IsAtLeast,
                    bound,
                    what,
                    (none, found) => none with { Bound = toNumber(found) }
                ),
                doc
            );

        static void Positive(MapReader keys, Key<TimeSpan> key, string message)
        {
            if (keys.Get(key) is { } time && time.Value <= TimeSpan.Zero)
                keys.Log.Report(time.Place, message, "Write a duration above zero, such as 7d.");
        }
    }
}
