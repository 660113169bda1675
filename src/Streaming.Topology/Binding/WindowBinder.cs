using Streaming.Topology.Config;
using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Expressions.Syntax;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Binding;

/// <summary>Aggregates over windows.</summary>
sealed class WindowBinder(SourceModel source, LabelsModel? labels, IReadOnlyList<string> features, FaultLog log)
{
    const string Labels = "labels.";

    readonly Scope events = Scope.Of(source.Fields).Without(features, "A window aggregates over fields; write the expression out here.");

    readonly Scope truths = Scope
        .Of(labels?.Fields ?? [], Labels)
        .Without(
            source.Fields.Select(f => f.Name),
            "A window over labels sees fields of labels only; publish the field with the label and declare it under labels.fields."
        );

    public WindowFeature? Bind(string name, FeatureConfig config)
    {
        CheckKeys(config);
        if (config.Aggregates.Count != 1)
            return null;
        var (aggregate, of) = config.Aggregates[0];
        var input =
            aggregate == Aggregate.Count ? CountInput(of)
            : Refers(of.Value) ? WindowInput.Labels
            : WindowInput.Events;
        if (input == WindowInput.Labels && labels is null)
        {
            log.Report(of.Place, "the topology has no labels", "Declare `labels:` with their topic and fields.");
            return null;
        }

        var value = Value(aggregate, of, input);
        CheckKey(config.Per, input);
        CheckSpan(config);
        if (
            config.Per is not { } per
            || config.Over is not { } over
            || (value is null && aggregate is not (Aggregate.Count or Aggregate.SinceLast))
        )
        {
            return null;
        }

        return new WindowFeature(name, aggregate, input, per.Value, over.Value)
        {
            Value = value,
            Delay = config.Delay?.Value ?? TimeSpan.Zero,
            Pane = config.Pane?.Value,
            Empty = config.Empty?.Value ?? (aggregate is Aggregate.Count or Aggregate.Sum or Aggregate.Distinct ? 0 : double.NaN),
        };
    }

    void CheckKeys(FeatureConfig config)
    {
        if (!config.SaysWhat)
        {
            log.Report(
                config.Place,
                "the feature does not say what it is",
                "Write an expression, or one of count, sum, mean, min, max, stddev, distinct, since_last, ratio."
            );
        }

        if (config.Aggregates.Count > 1)
        {
            log.Report(
                config.Place,
                $"the feature says {string.Join(" and ", config.Aggregates.Select(a => a.Of.Place.Name))}",
                "Keep one and make features of the others."
            );
        }

        if (config.SaysWhat && config.Per is null)
        {
            log.Report(
                config.Place,
                "the key 'per' is missing or faulty",
                $"Add the field the window's rows share, such as `per: {source.Key}`."
            );
        }

        if (config.SaysWhat && config.Over is null)
            log.Report(config.Place, "the key 'over' is missing or faulty", "Add the window's length, such as `over: 1d`.");
    }

    WindowInput CountInput(Located<string> of)
    {
        if (of.Value == Labels + "*")
            return WindowInput.Labels;
        if (of.Value != "*")
        {
            log.Report(
                of.Place,
                $"'{of.Value}' cannot be counted",
                "Write count: \"*\" for events, count: labels.* for labels; to count where a condition holds, write sum: "
                    + "if(condition, 1, 0)."
            );
        }

        return WindowInput.Events;
    }

    Expr? Value(Aggregate aggregate, Located<string> of, WindowInput input)
    {
        if (aggregate is Aggregate.Count or Aggregate.SinceLast)
            return null;
        var scope = input == WindowInput.Labels ? truths : events;
        return aggregate == Aggregate.Distinct
            ? ExpressionBinder.Bind(of, scope, log)
            : ExpressionBinder.Bind(of, scope, log, ExprType.Number, ExprType.Bool);
    }

    static bool Refers(string text)
    {
        try
        {
            return Lexer
                .Read(text)
                .Any(t => t.Kind is TokenKind.Name or TokenKind.QuotedName && t.Text.StartsWith(Labels, StringComparison.Ordinal));
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    void CheckKey(Located<string>? per, WindowInput input)
    {
        if (
            FieldReference.Find(per, source.Fields, FieldReference.KeyTypes, "a window's key", log) is not { } key
            || input == WindowInput.Events
        )
        {
            return;
        }

        var joined = labels!.Fields.FirstOrDefault(f => f.Name == key.Name);
        if (joined is null)
        {
            log.Report(
                per!.Value.Place,
                $"labels do not carry '{key.Name}', by which this window joins them",
                $"Publish it with the labels and declare `{key.Name}` under labels.fields."
            );
        }
        else if (joined.Type != key.Type || joined.Optional)
        {
            log.Report(
                per!.Value.Place,
                $"'{key.Name}' is declared differently in labels.fields",
                "Give it the same type in both, and not optional."
            );
        }
    }

    void CheckSpan(FeatureConfig config)
    {
        if (config.Over is { } over && over.Value <= TimeSpan.Zero)
            log.Report(over.Place, "the window has no length", "Write a duration above zero, such as 1d.");
        if (config.Pane is not { } pane)
            return;
        if (pane.Value <= TimeSpan.Zero)
        {
            log.Report(pane.Place, "the pane has no length", "Write a duration above zero, such as 1h, or remove it.");
        }
        else if (config.Over is { } window && window.Value.Ticks % pane.Value.Ticks != 0)
        {
            log.Report(
                pane.Place,
                $"the window is not a whole number of panes of {Shapes.DurationText.Format(pane.Value)}",
                "Choose a pane that divides `over`."
            );
        }
    }
}
