using Streaming.Topology.Config;
using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Features as written to features as computed.</summary>
sealed class FeatureBinder(SourceModel source, LabelsModel? labels, IReadOnlyList<Named<FeatureConfig>> features, FaultLog log)
{
    readonly HashSet<string> fields = [.. source.Fields.Select(f => f.Name)];

    /// <summary>Fields and features: what expressions over rows may use.</summary>
    public Scope Scope { get; } =
        Scope
            .Of(source.Fields)
            .With(features.Select(f => f.Name.Value), ColumnKind.Feature)
            .Without(
                (labels?.Fields ?? []).Select(f => "labels." + f.Name),
                "Labels come later than events: use an aggregate over them, such as `mean: labels.X` with `per:` and `over:`."
            );

    public IReadOnlyList<FeatureModel> Bind()
    {
        var windows = new WindowBinder(source, labels, [.. features.Select(f => f.Name.Value)], log);
        var models = new List<FeatureModel>();
        foreach (var (name, config) in features)
        {
            if (name.Value == "score")
                log.Report(name.Place, "a feature cannot be named 'score'", "That name means the model's score; choose another.");
            var model = Bind(name, config.Value, windows);
            if (model is null)
                continue;
            if (fields.Contains(name.Value) && !IsField(model))
            {
                log.Report(
                    name.Place,
                    $"the feature '{name.Value}' has the name of a field but is not that field",
                    $"Rename the feature, or write `{name.Value}: {name.Value}`."
                );
            }

            models.Add(model);
        }

        FeatureCycles.Report(models, features, log);
        return models;
    }

    static bool IsField(FeatureModel feature) =>
        feature is ExpressionFeature { Expression: ColumnRef { Kind: ColumnKind.Field } column } && column.Name == feature.Name;

    FeatureModel? Bind(Located<string> name, FeatureConfig config, WindowBinder windows)
    {
        if (config.Expression is { } text)
        {
            return ExpressionBinder.Bind(text, Scope, log, ExprType.Number, ExprType.Bool) is { } expression
                ? new ExpressionFeature(name.Value, expression)
                : null;
        }

        if (config.Ratio is null)
            return windows.Bind(name.Value, config);
        return Ratio(name.Value, config, config.Ratio);
    }

    ExpressionFeature? Ratio(string name, FeatureConfig config, IReadOnlyList<Located<string>> terms)
    {
        if (
            config.Aggregates.Count > 0
            || config.Per is not null
            || config.Over is not null
            || config.Delay is not null
            || config.Pane is not null
        )
        {
            log.Report(
                config.Place,
                "a ratio takes no other key than `empty`",
                "Declare the two aggregates as features of their own and name them in `ratio: [A, B]`."
            );
        }

        var left = ExpressionBinder.Bind(terms[0], Scope, log, ExprType.Number);
        var right = ExpressionBinder.Bind(terms[1], Scope, log, ExprType.Number);
        if (left is null || right is null)
            return null;
        Expr quotient = new Binary(BinaryOperator.Divide, left, right, ExprType.Number);
        if (config.Empty is { } empty)
            quotient = new Call(Function.Coalesce, [quotient, new NumberLiteral(empty.Value)], ExprType.Number);
        return new ExpressionFeature(name, quotient);
    }
}
