using Streaming.Topology.Expressions;

namespace Streaming.Topology.Model;

/// <summary>Numbers that decisions compare the score with.</summary>
public static class ScoreThresholds
{
    /// <summary>Each once, as they come.</summary>
    public static IReadOnlyList<double> Of(IEnumerable<DecisionModel> decisions) =>
        [.. decisions.SelectMany(d => d.Condition is null ? [] : Of(d.Condition)).Distinct()];

    /// <summary>
    /// Whether the decisions look at the score alone, and at nothing of it but on which side of such a number it is: between two
    /// neighbouring numbers every score is decided alike.
    /// </summary>
    public static bool SayAll(IEnumerable<DecisionModel> decisions) => decisions.All(d => d.Condition is null || SayAll(d.Condition));

    static IEnumerable<double> Of(Expr expression) =>
        expression switch
        {
            Binary both when Compared(both) is { } number => [number],
            Binary both => Of(both.Left).Concat(Of(both.Right)),
            Unary one => Of(one.Operand),
            Call call => call.Arguments.SelectMany(Of),
            _ => [],
        };

    static bool SayAll(Expr expression) =>
        expression switch
        {
            BoolLiteral => true,
            Unary { Operator: UnaryOperator.Not } not => SayAll(not.Operand),
            Binary { Operator: BinaryOperator.And or BinaryOperator.Or } both => SayAll(both.Left) && SayAll(both.Right),
            Binary { Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual } both => Compared(both) is not null,
            _ => false,
        };

    static double? Compared(Binary both) =>
        both switch
        {
            { Left: ColumnRef { Kind: ColumnKind.Score }, Right: NumberLiteral number } => number.Value,
            { Left: NumberLiteral number, Right: ColumnRef { Kind: ColumnKind.Score } } => number.Value,
            _ => null,
        };
}
