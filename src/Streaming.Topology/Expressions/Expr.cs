using Streaming.Topology.Numbers;

namespace Streaming.Topology.Expressions;

/// <summary>
/// Type of an expression. Integers and doubles are both numbers: what is made of integers alone is exact (up to 126 bits), and
/// compares so; everything else computes in binary64.
/// </summary>
public enum ExprType
{
    Number,
    Bool,
    String,
    Timestamp,
}

/// <summary>
/// A checked, typed expression. Null operands give null, except that <c>and</c>, <c>or</c> are three-valued, <c>if</c>
/// takes the otherwise-branch for a null condition, and <c>coalesce</c>, <c>is_null</c> look at it.
/// </summary>
public abstract record Expr(ExprType Type);

public sealed record NumberLiteral(DecimalNumber Number) : Expr(ExprType.Number)
{
    public double Value => Number.Value;
}

public sealed record BoolLiteral(bool Value) : Expr(ExprType.Bool);

public sealed record StringLiteral(string Value) : Expr(ExprType.String);

/// <summary>What a <see cref="ColumnRef"/> names.</summary>
public enum ColumnKind
{
    /// <summary>A declared field of the event, or of the label inside a window over labels.</summary>
    Field,

    /// <summary>A feature's float32 value, as a number; NaN is null. Computed before what refers to it.</summary>
    Feature,

    /// <summary>The score, in decisions.</summary>
    Score,
}

/// <summary>
/// A field, another feature, or <c>score</c>. A feature may bear the name of a field only if it is that field itself; the
/// name then means the field.
/// </summary>
public sealed record ColumnRef(string Name, ExprType Type) : Expr(Type)
{
    public ColumnKind Kind { get; init; }
}

public enum UnaryOperator
{
    Negate,
    Not,
}

public sealed record Unary(UnaryOperator Operator, Expr Operand, ExprType Type) : Expr(Type);

public enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// <summary>Timestamp minus timestamp is a number of seconds. Division by zero is null.</summary>
public sealed record Binary(BinaryOperator Operator, Expr Left, Expr Right, ExprType Type) : Expr(Type);

/// <summary>
/// The functions. Calendar functions are UTC: <c>hour</c> 0-23, <c>weekday</c> Monday 0 .. Sunday 6, <c>day</c> 1-31,
/// <c>month</c> 1-12, <c>minute</c>, <c>epoch</c> (seconds). Correctly rounded or exact only, so that results are the
/// same bits on every platform: <c>abs floor ceil round sqrt min max</c>; <c>length</c> in UTF-8 bytes.
/// </summary>
public enum Function
{
    If,
    Coalesce,
    IsNull,
    Abs,
    Floor,
    Ceil,
    Round,
    Sqrt,
    Min,
    Max,
    Hour,
    Minute,
    Weekday,
    Day,
    Month,
    Epoch,
    Length,
    Lower,
    StartsWith,
    EndsWith,
    Contains,
    In,
}

public sealed record Call(Function Function, IReadOnlyList<Expr> Arguments, ExprType Type) : Expr(Type)
{
    /// <summary>By the arguments themselves: two expressions are equal where they say the same.</summary>
    public bool Equals(Call? other) =>
        other is not null && Function == other.Function && Type == other.Type && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => Arguments.Aggregate(HashCode.Combine(Function, Type), HashCode.Combine);
}
