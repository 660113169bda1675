using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Expressions.Syntax;
using Streaming.Topology.Model;

namespace Streaming.Topology.Expressions;

/// <summary>Text to checked expressions.</summary>
public static class Expression
{
    /// <summary>Parses and checks an expression over fields, and over features where they are given.</summary>
    /// <exception cref="ExpressionException">The text is not an expression over them; all faults are listed.</exception>
    public static Expr Parse(string text, IEnumerable<FieldModel> fields, IEnumerable<string>? features = null) =>
        Parse(text, Scope.Of(fields).With(features ?? [], ColumnKind.Feature));

    internal static Expr Parse(string text, Scope scope)
    {
        var syntax = Parser.Parse(text);
        var faults = new List<ExpressionFault>();
        var expression = new TypeChecker(scope, faults).Check(syntax);
        return expression is null || faults.Count > 0 ? throw new ExpressionException(text, faults) : expression;
    }

    /// <summary>Every column an expression refers to.</summary>
    public static IEnumerable<ColumnRef> Columns(this Expr expression) =>
        expression switch
        {
            ColumnRef column => [column],
            Unary unary => unary.Operand.Columns(),
            Binary binary => binary.Left.Columns().Concat(binary.Right.Columns()),
            Call call => call.Arguments.SelectMany(a => a.Columns()),
            _ => [],
        };
}
