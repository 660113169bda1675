using Streaming.Topology.Config;
using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Binding;

/// <summary>What the file says to what it means: resolves names, types expressions, and checks what no single key shows.</summary>
static class TopologyBinder
{
    /// <returns>The model; it may be used only if the log has no faults.</returns>
    public static TopologyModel? Bind(TopologyConfig config, string contentHash, FaultLog log)
    {
        if (config.Source is not { } sourceConfig)
            return null;
        var source = SourceBinder.Bind(sourceConfig.Value, log);
        var labels = config.Labels is { } l ? LabelsBinder.Bind(l, source, log) : null;
        var features = new FeatureBinder(source, labels, config.Features, log);
        var models = features.Bind();
        var rules = Rules(
            config,
            Scope.Of(source.Fields).Without(models.Select(f => f.Name), "Validation comes before features; write it over fields."),
            log
        );
        var score = config.Score is { } s ? ScoreBinder.Bind(s, features.Scope, log) : null;
        var fairness = config.Fairness is { } f ? FairnessBinder.Bind(f, source, models, score, log) : null;
        var name = config.Name?.Value ?? "";
        CheckTopics(config, log);
        CheckDuplicates(config, source, log);
        return new TopologyModel
        {
            Name = name,
            Version = config.Version,
            Source = source,
            Labels = labels,
            Validation = new ValidationModel
            {
                DuplicatesWithin = config.Validate.DuplicatesWithin?.Value,
                FutureSkew = config.Validate.FutureSkew,
                MaxAge = config.Validate.MaxAge,
                Rules = rules,
            },
            Features = models,
            Score = score ?? new ScoreModel { Decisions = [] },
            Guards = new GuardsBinder(score, fairness, log).Bind(config.Guards),
            Explain = config.Explain is { } explain ? ExplainBinder.Bind(explain, models, score, log) : null,
            Output = new OutputModel(
                config.Output.Predictions?.Value ?? $"{name}.predictions",
                config.Output.Quarantine?.Value ?? $"{name}.quarantine"
            ),
            Lineage = config.Lineage,
            Order = config.Order,
            Oversight = config.Oversight is { } oversight ? OversightBinder.Bind(oversight, source, labels, score, log) : null,
            Fairness = fairness,
            Learning = config.Learning is { } learning
                ? LearningBinder.Bind(learning, labels, score, [.. (config.Fairness?.Value.Groups ?? []).Select(g => g.Name.Value)], log)
                : new LearningModel(),
            Tests = [.. config.Tests.Select(t => t.Value.Value with { Name = t.Name.Value })],
            ContentHash = contentHash,
        };
    }

    static List<RuleModel> Rules(TopologyConfig config, Scope scope, FaultLog log) =>
        [
            .. config
                .Validate.Rules.Select(r => (Name: r.Name.Value, Condition: ExpressionBinder.Bind(r.Value, scope, log, ExprType.Bool)))
                .Where(r => r.Condition is not null)
                .Select(r => new RuleModel(r.Name, r.Condition!)),
        ];

    /// <summary>Duplicates are looked for where records come in, partition by partition: they must lie together there.</summary>
    static void CheckDuplicates(TopologyConfig config, SourceModel source, FaultLog log)
    {
        if (config.Validate.DuplicatesWithin is { } within && source.Partitioner == PartitionerKind.Any)
        {
            log.Report(
                within.Place,
                "duplicates are found only where all records of a key are on one partition, and `partitioner: any` promises nothing of "
                    + "the kind",
                "Declare the source's partitioner, or leave `duplicates_within` out."
            );
        }
    }

    static void CheckTopics(TopologyConfig config, FaultLog log)
    {
        Located<string>?[] topics =
        [
            config.Source?.Value.Topic,
            config.Labels?.Value.Topic,
            config.Output.Predictions,
            config.Output.Quarantine,
        ];
        foreach (var same in topics.OfType<Located<string>>().GroupBy(t => t.Value).Where(g => g.Count() > 1))
        {
            log.Report(
                same.Last().Place,
                $"the topic '{same.Key}' serves for {string.Join(" and ", same.Select(t => t.Place.Path))}",
                "Give each its own topic."
            );
        }
    }
}
