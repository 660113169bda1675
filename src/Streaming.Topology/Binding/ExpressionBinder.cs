using Streaming.Topology.Expressions;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Faults;

namespace Streaming.Topology.Binding;

/// <summary>Expressions of the file: faults land in the log at the character they are about.</summary>
static class ExpressionBinder
{
    /// <returns>The expression, or null when it has a fault or another type than wanted (none wanted: any).</returns>
    public static Expr? Bind(Located<string> text, Scope scope, FaultLog log, params ReadOnlySpan<ExprType> wanted)
    {
        try
        {
            var expression = Expression.Parse(text.Value, scope);
            if (wanted.IsEmpty || wanted.Contains(expression.Type))
                return expression;
            log.Report(
                text.Place,
                $"'{text.Value}' is a {TypeChecker.Word(expression.Type)}, where a {TypeChecker.Word(wanted[0])} is wanted",
                TypeChecker.Cure(expression.Type, wanted[0])
            );
        }
        catch (ExpressionException e)
        {
            foreach (var fault in e.Faults)
                log.Report(text.Place, fault.Message, fault.Cure, fault.At);
        }

        return null;
    }
}
