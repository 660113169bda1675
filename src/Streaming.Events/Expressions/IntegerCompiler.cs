using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions.Nodes;
using Streaming.Events.Rows;
using Streaming.Topology.Expressions;
using Streaming.Topology.Numbers;

namespace Streaming.Events.Expressions;

/// <summary>
/// The parts of an expression that are made of integers alone: int fields, whole numbers, and what adds, multiplies or picks
/// among them. Binary64 holds integers only up to 2^53, so wherever a larger one can occur they are computed exactly. How large
/// they can get is known from the expression; what could pass 2^126 (the product of three int fields) computes in binary64.
/// </summary>
/// <param name="schema">Of the batches.</param>
/// <param name="rest">Compiles the operands that are no numbers.</param>
sealed class IntegerCompiler(Schema schema, ExpressionCompiler rest)
{
    const int ColumnBits = 63;
    const int SmallBits = 32;
    const int DoubleBits = 53;

    /// <summary>Whether it is an integer that binary64 may not hold, or is computed from one.</summary>
    public bool IsWide(Expr e) => Bits(e) is { } bits && (bits > DoubleBits || Operands(e).Any(IsWide));

    public bool IsInteger(Expr e) => Bits(e) is not null;

    public Node<Int128> Compile(Expr e) =>
        e switch
        {
            NumberLiteral literal => new LiteralNode<Int128>(literal.Number.Integer!.Value),
            ColumnRef column => new IntegerColumnNode(new ColumnPlace(Columns.IndexOf(schema, column.Name), column.Name)),
            Unary unary => new IntegerNegateNode(Compile(unary.Operand)),
            Binary { Operator: BinaryOperator.Add } b => new IntegerNode<IntegerAdd>(Compile(b.Left), Compile(b.Right)),
            Binary { Operator: BinaryOperator.Subtract } b => new IntegerNode<IntegerSubtract>(Compile(b.Left), Compile(b.Right)),
            Binary { Operator: BinaryOperator.Multiply } b => new IntegerNode<IntegerMultiply>(Compile(b.Left), Compile(b.Right)),
            Binary b => new IntegerNode<IntegerModulo>(Compile(b.Left), Compile(b.Right)),
            Call { Function: Function.If } c => new IfNode<Int128>(
                rest.Condition(c.Arguments[0]),
                Compile(c.Arguments[1]),
                Compile(c.Arguments[2])
            ),
            Call { Function: Function.Coalesce } c => Fold(c, (a, b) => new CoalesceNode<Int128, IntegerKind>(a, b)),
            Call { Function: Function.Min } c => Fold(c, (a, b) => new IntegerNode<IntegerMinimum>(a, b)),
            Call { Function: Function.Max } c => Fold(c, (a, b) => new IntegerNode<IntegerMaximum>(a, b)),
            Call { Function: Function.Abs } c => new IntegerAbsoluteNode(Compile(c.Arguments[0])),
            Call { Function: Function.Floor or Function.Ceil or Function.Round } c => Compile(c.Arguments[0]),
            _ => new SmallIntegerNode(rest.Number(e)),
        };

    /// <summary>Bits that hold its magnitude; null where it may be no integer, or may need too many.</summary>
    int? Bits(Expr e) =>
        e switch
        {
            NumberLiteral { Number.Integer: { } integer } => (int)(128 - Int128.LeadingZeroCount(Int128.Abs(integer))),
            ColumnRef { Kind: ColumnKind.Field, Type: ExprType.Number } column => IsIntColumn(column.Name) ? ColumnBits : null,
            Unary { Operator: UnaryOperator.Negate } unary => Bits(unary.Operand),
            Binary { Type: ExprType.Number } binary => binary.Left.Type == ExprType.Number ? Bits(binary) : null,
            Call call => Bits(call),
            _ => null,
        }
            is { } bits
                and <= DecimalText.MostBits
            ? bits
            : null;

    int? Bits(Binary e)
    {
        if (Bits(e.Left) is not { } left || Bits(e.Right) is not { } right)
            return null;
        return e.Operator switch
        {
            BinaryOperator.Add or BinaryOperator.Subtract => Math.Max(left, right) + 1,
            BinaryOperator.Multiply => left + right,
            BinaryOperator.Modulo => Math.Min(left, right),
            _ => null,
        };
    }

    int? Bits(Call e) =>
        e.Function switch
        {
            Function.If
            or Function.Coalesce
            or Function.Min
            or Function.Max
            or Function.Abs
            or Function.Floor
            or Function.Ceil
            or Function.Round => Operands(e).Select(Bits).Aggregate((a, b) => a is null || b is null ? null : Math.Max(a.Value, b.Value)),
            Function.Hour or Function.Minute or Function.Weekday or Function.Day or Function.Month or Function.Length => SmallBits,
            _ => null,
        };

    /// <summary>Those whose values the result is made of.</summary>
    static IEnumerable<Expr> Operands(Expr e) =>
        e switch
        {
            Unary unary => [unary.Operand],
            Binary binary => [binary.Left, binary.Right],
            Call { Function: Function.If } call => call.Arguments.Skip(1),
            Call call => call.Arguments,
            _ => [],
        };

    bool IsIntColumn(string name) => schema.GetFieldByIndex(Columns.IndexOf(schema, name)).DataType is Int64Type;

    Node<Int128> Fold(Call e, Func<Node<Int128>, Node<Int128>, Node<Int128>> join) => e.Arguments.Select(Compile).Aggregate(join);
}
