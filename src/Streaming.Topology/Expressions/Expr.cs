using Streaming.Topology.Numbers;

namespace Streaming.Topology.Expressions;

/// <summary>
/// Type of an expression. Integers and doubles are both numbers: what is made of integers alone is exact (up to 126 bits), and
/// compares so; everything else computes in binary64.
/// </summary>
public enum ExprType
{
    /// <summary>A binary64 number.</summary>
    Number,

    /// <summary>A boolean.</summary>
    Bool,

    /// <summary>A text.</summary>
    String,

    /// <summary>A time.</summary>
    Timestamp,
}

/// <summary>
/// A checked, typed expression. Null operands give null, except that <c>and</c>, <c>or</c> are three-valued, <c>if</c>
/// takes the otherwise-branch for a null condition, and <c>coalesce</c>, <c>is_null</c> look at it.
/// </summary>
public abstract record Expr(ExprType Type);

/// <summary>A number as written.</summary>
/// <param name="Number">Its value.</param>
public sealed record NumberLiteral(DecimalNumber Number) : Expr(ExprType.Number)
{
    /// <summary>As binary64.</summary>
    public double Value => Number.Value;
}

/// <summary>A boolean as written.</summary>
/// <param name="Value">Its value.</param>
public sealed record BoolLiteral(bool Value) : Expr(ExprType.Bool);

/// <summary>A text as written.</summary>
/// <param name="Value">Its value.</param>
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
    /// <summary>What kind of column it is.</summary>
    public ColumnKind Kind { get; init; }
}

/// <summary>Operators of one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>-x</c>.</summary>
    Negate,

    /// <summary><c>not x</c>.</summary>
    Not,
}

/// <summary>An operator and its operand.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Operand">What it is applied to.</param>
/// <param name="Type">Of its value.</param>
public sealed record Unary(UnaryOperator Operator, Expr Operand, ExprType Type) : Expr(Type);

/// <summary>Operators of two operands.</summary>
public enum BinaryOperator
{
    /// <summary><c>+</c>.</summary>
    Add,

    /// <summary><c>-</c>.</summary>
    Subtract,

    /// <summary><c>*</c>.</summary>
    Multiply,

    /// <summary><c>/</c>.</summary>
    Divide,

    /// <summary><c>%</c>.</summary>
    Modulo,

    /// <summary><c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>and</c>.</summary>
    And,

    /// <summary><c>or</c>.</summary>
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
    /// <summary><c>if(condition, then, else)</c>.</summary>
    If,

    /// <summary><c>coalesce</c>: the first that is not null.</summary>
    Coalesce,

    /// <summary><c>is_null</c>.</summary>
    IsNull,

    /// <summary><c>abs</c>.</summary>
    Abs,

    /// <summary><c>floor</c>.</summary>
    Floor,

    /// <summary><c>ceil</c>.</summary>
    Ceil,

    /// <summary><c>round</c>.</summary>
    Round,

    /// <summary><c>sqrt</c>.</summary>
    Sqrt,

    /// <summary><c>min</c> of its arguments.</summary>
    Min,

    /// <summary><c>max</c> of its arguments.</summary>
    Max,

    /// <summary><c>hour</c> of the day, UTC.</summary>
    Hour,

    /// <summary><c>minute</c> of the hour.</summary>
    Minute,

    /// <summary><c>weekday</c>: Monday is 0.</summary>
    Weekday,

    /// <summary><c>day</c> of the month.</summary>
    Day,

    /// <summary><c>month</c> of the year.</summary>
    Month,

    /// <summary><c>epoch</c>: seconds since 1970 UTC.</summary>
    Epoch,

    /// <summary><c>length</c> of a text.</summary>
    Length,

    /// <summary><c>lower</c> case of a text.</summary>
    Lower,

    /// <summary><c>starts_with</c>.</summary>
    StartsWith,

    /// <summary><c>ends_with</c>.</summary>
    EndsWith,

    /// <summary><c>contains</c>.</summary>
    Contains,

    /// <summary><c>in</c>: one of several values.</summary>
    In,
}

/// <summary>A function and its arguments.</summary>
/// <param name="Function">Which.</param>
/// <param name="Arguments">In their order.</param>
/// <param name="Type">Of its value.</param>
public sealed record Call(Function Function, IReadOnlyList<Expr> Arguments, ExprType Type) : Expr(Type)
{
    /// <summary>By the arguments themselves: two expressions are equal where they say the same.</summary>
    public bool Equals(Call? other) =>
        other is not null && Function == other.Function && Type == other.Type && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => Arguments.Aggregate(HashCode.Combine(Function, Type), HashCode.Combine);
}
