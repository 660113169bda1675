using Streaming.Topology.Config;
using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

static class ScoreBinder
{
    const string Otherwise = "otherwise";

    public static ScoreModel Bind(Located<ScoreConfig> config, Scope scope, FaultLog log)
    {
        if (!config.Value.SaysHow)
        {
            log.Report(
                config.Place,
                "nothing scores",
                "Name a `model`, write a `rule`, or both: the rule scores until the model has a version."
            );
        }

        return new ScoreModel
        {
            Model = config.Value.Model?.Value,
            Transform = config.Value.Transform,
            Rule = config.Value.Rule is { } rule ? Rule(rule, scope, log) : null,
            RuleText = config.Value.Rule?.Value,
            Decisions = config.Value.Decide is { } decide ? Decisions(decide, scope.WithScore(), log) : [],
        };
    }

    static Expr? Rule(Located<string> text, Scope scope, FaultLog log)
    {
        var rule = ExpressionBinder.Bind(text, scope, log, ExprType.Number, ExprType.Bool);
        return rule is { Type: ExprType.Bool }
            ? new Call(Function.If, [rule, new NumberLiteral(1), new NumberLiteral(0)], ExprType.Number)
            : rule;
    }

    static List<DecisionModel> Decisions(Located<IReadOnlyList<Named<string>>> decide, Scope scope, FaultLog log)
    {
        var decisions = new List<DecisionModel>();
        for (var i = 0; i < decide.Value.Count; i++)
        {
            var (name, condition) = decide.Value[i];
            var last = i == decide.Value.Count - 1;
            if (condition.Value.Trim() != Otherwise)
            {
                decisions.Add(new DecisionModel(name.Value, ExpressionBinder.Bind(condition, scope, log, ExprType.Bool)));
                if (last)
                {
                    log.Report(
                        name.Place,
                        "the last decision has a condition, so some events would get none",
                        $"Write `{name.Value}: otherwise`, or add a last decision that says so."
                    );
                }
            }
            else
            {
                decisions.Add(new DecisionModel(name.Value, null));
                if (!last)
                    log.Report(condition.Place, "decisions after an `otherwise` are never reached", "Move it to the end.");
            }
        }

        return decisions;
    }
}
