using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>
/// What a change of each key means for a pipeline that has lineage: every key of the file has its rule. A rule says yes where
/// recorded rows, channel messages under way and the state of windows still mean the same afterwards.
/// </summary>
static class EvolutionRules
{
    public static IReadOnlyList<EvolutionRule> All { get; } =
    [
        EvolutionRule.Refused(
            "topology",
            "Under another name it is another topology, with lineage, consumer groups and internal topics of its own.",
            t => t.Name
        ),
        VersionRule.Rule,
        new("source", ChangeEffect.Depends, "By its keys."),
        new("labels", ChangeEffect.Depends, "May be added where no window looks at them; cannot be removed, since their stage has lineage.")
        {
            Differences = LabelChanges.Section,
        },
        new("validate", ChangeEffect.Depends, "By its keys."),
        new(
            "features",
            ChangeEffect.Depends,
            "New features go live: a window over fields that were there gets its whole history from lineage, as if it had always been. "
                + "Removed ones are gone from new rows. "
                + "Another order changes the columns of the model. Refused are changes that divide the topology into stages differently, "
                + "or that give a stage inputs it did not have."
        )
        {
            Differences = pair => FeatureChanges.Of(pair).Concat(StageChanges.Of(pair)),
        },
        new("score", ChangeEffect.Depends, "By its keys."),
        new("guards", ChangeEffect.Live, "For rows decided from then on; a guard that keeps its name keeps what it has counted.")
        {
            Differences = GuardChanges.Of,
        },
        new("explain", ChangeEffect.Live, "For rows decided from then on; what was recorded keeps its explanation.")
        {
            Differences = ExplainChanges.Of,
        },
        new("output", ChangeEffect.Depends, "By its keys."),
        new("lineage", ChangeEffect.Depends, "By its keys."),
        new("order", ChangeEffect.Depends, "By its keys."),
        new("oversight", ChangeEffect.Live, "No part of the topology: lineage does not record it, and it changes under one version."),
        new(
            "fairness",
            ChangeEffect.Live,
            "No part of the topology: lineage does not record it, and it changes under one version; what was decided before is compared "
                + "by it too. With a guard on `disparity` lineage records it, and it changes with the version."
        ),
        new(
            "learning",
            ChangeEffect.Live,
            "No part of the topology: lineage does not record it, and it changes under one version; a run goes on by the policy that it "
                + "began with."
        ),
        new("tests", ChangeEffect.Live, "No part of the topology: lineage does not record them, and they change under one version."),
        EvolutionRule.Refused("source.topic", "The recorded positions are positions in the old topic.", t => t.Source.Topic),
        EvolutionRule.Refused("source.format", "Records that are on the topic already are of the old format.", t => t.Source.Format),
        EvolutionRule.Refused("source.key", "State lies in partitions by it.", t => t.Source.Key),
        EvolutionRule.Refused("source.id", "Lineage is looked up and labels are joined by it.", t => t.Source.Id),
        EvolutionRule.Refused("source.time", "Recorded rows lie in event-time order by it.", t => t.Source.Time),
        EvolutionRule.Live("source.unknown_fields", "For records read from then on; older rows have none of what is kept.", t =>
            t.Source.UnknownFields
        ),
        EvolutionRule.Refused("source.partitioner", "State lies where keys were expected; `auto` goes on with what it has recognised.", t =>
            t.Source.Partitioner
        ),
        EvolutionRule.Live("source.max_bytes", "For records read from then on.", t => t.Source.MaxBytes),
        new(
            "source.fields",
            ChangeEffect.Depends,
            "Optional fields may be added, and are null in older rows. A new required field and the removal of one are refused; the order "
                + "is free."
        )
        {
            Differences = FieldChanges.Of,
        },
        new(
            "source.fields.<name>.type",
            ChangeEffect.Refused,
            "Recorded rows hold values of the old type. This and what follows hold for fields of labels too."
        ),
        new(
            "source.fields.<name>.optional",
            ChangeEffect.Depends,
            "May become optional. Cannot become required, since recorded rows may lack it: reject such events by a rule, `not "
                + "is_null(<name>)`."
        ),
        new("source.fields.<name>.personal", ChangeEffect.Live, "For rows recorded from then on; what was recorded stays where it is."),
        new("source.fields.<name>.unit", ChangeEffect.Live, "For records read from then on."),
        new("source.fields.<name>.max_length", ChangeEffect.Live, "For records read from then on."),
        new("source.fields.<name>.min", ChangeEffect.Live, "For records read from then on."),
        new("source.fields.<name>.max", ChangeEffect.Live, "For records read from then on."),
        new("source.fields.<name>.values", ChangeEffect.Live, "For records read from then on."),
        new("source.fields.<name>.pattern", ChangeEffect.Live, "For records read from then on."),
        LabelChanges.Refused("labels.topic", "The recorded positions are positions in the old topic.", l => l.Topic),
        LabelChanges.Refused("labels.format", "Records that are on the topic already are of the old format.", l => l.Format),
        LabelChanges.Refused("labels.id", "Labels are joined with events by it.", l => l.Id),
        LabelChanges.Refused("labels.time", "Windows take labels by it.", l => l.Time),
        LabelChanges.Refused("labels.known", "Recorded labels lie in order by it.", l => l.Known),
        LabelChanges.Live("labels.target", "For what is trained from then on; labels without it are left out.", l => l.Target),
        LabelChanges.Live("labels.delay", "Only `publish`, `simulate` and `drift follow` use it.", l => l.Delay),
        LabelChanges.Live("labels.conflicts", "Of labels that were rejected as duplicates before, none comes back.", l => l.Conflicts),
        LabelChanges.Live("labels.withdrawn", "For what is trained and judged from then on.", l => l.Withdrawn),
        LabelChanges.Live("labels.within", "For what is trained and judged from then on.", l => l.Within),
        LabelChanges.Live("labels.max_bytes", "For records read from then on.", l => l.MaxBytes),
        new("labels.fields", ChangeEffect.Depends, "As `source.fields`."),
        EvolutionRule.Live(
            "validate.duplicates_within",
            "For records read from then on, against the ids of recorded rows; refused where it makes placement matter (see below).",
            t => t.Validation.DuplicatesWithin
        ),
        EvolutionRule.Live("validate.future_skew", "For records read from then on.", t => t.Validation.FutureSkew),
        EvolutionRule.Live("validate.max_age", "For records read from then on.", t => t.Validation.MaxAge),
        new("validate.rules", ChangeEffect.Live, "For records read from then on.") { Differences = Rules },
        new("features.<name>.for", ChangeEffect.Depends, "Each feature that it makes counts by itself."),
        .. FeatureChanges.Definition.Select(key => new EvolutionRule($"features.<name>.{key}", ChangeEffect.Refused, FeatureChanges.Why)),
        EvolutionRule.Live("score.model", "From the next batch on the new model scores, or the rule until it has a version.", t =>
            t.Score.Model
        ),
        new("score.rule", ChangeEffect.Live, "From the next batch on, while no model scores.") { Differences = ScoreRule },
        EvolutionRule.Live("score.transform", "For models registered from then on; a version keeps the one it was registered with.", t =>
            t.Score.Transform
        ),
        new("score.decide", ChangeEffect.Live, "From the next batch on.") { Differences = Decisions },
        .. GuardChanges.Keys.Select(key => new EvolutionRule(key.Key, ChangeEffect.Live, key.Meaning)),
        .. ExplainChanges.Keys.Select(key => new EvolutionRule(key.Key, ChangeEffect.Live, key.Meaning)),
        EvolutionRule.Refused("output.predictions", "Consumers of the old topic would get nothing new, and would not be told.", t =>
            t.Output.Predictions
        ),
        EvolutionRule.Refused("output.quarantine", "Whoever watches the old topic would see nothing new there, and would not be told.", t =>
            t.Output.Quarantine
        ),
        EvolutionRule.Live("lineage.keep", "It holds for what is recorded already, too.", t => t.Lineage.Keep),
        EvolutionRule.Live("lineage.segment", "From the next segment on.", t => t.Lineage.Segment),
        EvolutionRule.Live("lineage.removal", "What was removed stays so.", t => t.Lineage.Removal),
        EvolutionRule.Live("lineage.keep_raw", "For records read from then on.", t => t.Lineage.KeepRaw),
        EvolutionRule.Live("order.max_wait", "From the start on.", t => t.Order.MaxWait),
        EvolutionRule.Live("order.publisher_timeout", "From the start on.", t => t.Order.PublisherTimeout),
        EvolutionRule.Live("order.drift", "For rows read from then on; state is brought back from as far as it then reaches.", t =>
            t.Order.Drift
        ),
    ];

    static IEnumerable<Difference> ScoreRule(Succession pair)
    {
        var (before, after) = (pair.Old.Score.Rule, pair.New.Score.Rule);
        if (!Equals(before, after))
        {
            yield return new Difference(
                ["score", "rule"],
                $"the rule is {(before is null ? "new" : after is null ? "gone" : "another")}",
                null
            );
        }
    }

    static IEnumerable<Difference> Rules(Succession pair) =>
        Named(
            ["validate", "rules"],
            "rule",
            pair.Old.Validation.Rules.Select(r => (r.Name, (object)r)),
            pair.New.Validation.Rules.Select(r => (r.Name, (object)r))
        );

    static IEnumerable<Difference> Decisions(Succession pair)
    {
        var (before, after) = (pair.Old.Score.Decisions, pair.New.Score.Decisions);
        if (before.SequenceEqual(after))
            yield break;
        var (was, now) = (Names(before), Names(after));
        yield return new Difference(["score", "decide"], was == now ? "the conditions are others" : $"it was {was} and is {now}", null);

        static string Names(IEnumerable<DecisionModel> decisions) => string.Join(", ", decisions.Select(d => d.Name));
    }

    /// <summary>Named things that may come, go and change.</summary>
    static IEnumerable<Difference> Named(
        string[] path,
        string kind,
        IEnumerable<(string Name, object Value)> old,
        IEnumerable<(string Name, object Value)> @new
    )
    {
        var before = old.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal);
        var after = @new.ToDictionary(n => n.Name, n => n.Value, StringComparer.Ordinal);
        foreach (var (name, value) in after)
        {
            if (!before.TryGetValue(name, out var was))
                yield return new Difference([.. path, name], $"the {kind} is new", null);
            else if (!was.Equals(value))
                yield return new Difference([.. path, name], $"the {kind} is another", null);
        }

        foreach (var name in before.Keys.Where(name => !after.ContainsKey(name)))
            yield return new Difference(path, $"the {kind} {name} is gone", null);
    }
}
