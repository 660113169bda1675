using Streaming.Simulation.Config;
using Streaming.Simulation.Model;
using Streaming.Topology.Binding;
using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Simulation.Binding;

/// <summary>The simulator's expressions: over numbers and the event time, and never over text.</summary>
sealed class NumberScope(FaultLog log)
{
    readonly List<FieldModel> names = [];

    public NumberScope Copy()
    {
        var copy = new NumberScope(log);
        copy.names.AddRange(names);
        return copy;
    }

    /// <summary>Makes a number usable from here on.</summary>
    public void Add(Located<string> name, FieldType type = FieldType.Double)
    {
        if (names.Any(n => n.Name == name.Value))
            log.Report(name.Place, $"the name '{name.Value}' means two things here", "Rename the parameter.");
        else
            names.Add(new FieldModel(name.Value, type));
    }

    public Expr? Bind(Located<string> text, ExprType wanted)
    {
        var expression = ExpressionBinder.Bind(text, Scope.Of(names), log, wanted);
        if (expression is null || !HasText(expression))
            return expression;
        log.Report(text.Place, "text has no place in the simulator's expressions", "Compute with numbers and the event time only.");
        return null;
    }

    public DrawModel? Bind(DrawConfig draw)
    {
        if (draw.Written.Count != 1)
        {
            log.Report(
                draw.Place,
                draw.Written.Count == 0 ? "nothing says how the number is drawn" : "several ways to draw the number are given",
                "Write one of value, uniform, normal, lognormal, gamma."
            );
            return null;
        }

        if (draw.Min > draw.Max)
            log.Report(draw.Place, $"min {draw.Min} is above max {draw.Max}", "Swap them.");
        var (distribution, texts) = draw.Written[0];
        var arguments = texts.Select(t => Bind(t, ExprType.Number)).OfType<Expr>().ToList();
        return arguments.Count < texts.Count
            ? null
            : new DrawModel(distribution, arguments)
            {
                Min = draw.Min,
                Max = draw.Max,
                Decimals = draw.Decimals,
            };
    }

    static bool HasText(Expr expression) =>
        expression.Type == ExprType.String
        || expression switch
        {
            Unary unary => HasText(unary.Operand),
            Binary binary => HasText(binary.Left) || HasText(binary.Right),
            Call call => call.Arguments.Any(HasText),
            _ => false,
        };
}
