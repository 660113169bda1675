using System.Text;
using Streaming.Topology.Expressions;

namespace Streaming.Events.Tests.Expressions;

/// <summary>The meaning of expressions said again, one row and one boxed value at a time: what the compiled form must agree with.</summary>
static class RowInterpreter
{
    public static object? Evaluate(Expr expression, Func<string, object?> column)
    {
        var value = Raw(expression, column);
        return value is double.NaN ? null : value;
    }

    static object? Raw(Expr expression, Func<string, object?> column) =>
        expression switch
        {
            NumberLiteral e => e.Value,
            BoolLiteral e => e.Value,
            StringLiteral e => e.Value,
            ColumnRef e => column(e.Name),
            Unary { Operator: UnaryOperator.Negate } e => -(double?)Evaluate(e.Operand, column),
            Unary e => !(bool?)Evaluate(e.Operand, column),
            Binary { Operator: BinaryOperator.And } e => (bool?)Evaluate(e.Left, column) & (bool?)Evaluate(e.Right, column),
            Binary { Operator: BinaryOperator.Or } e => (bool?)Evaluate(e.Left, column) | (bool?)Evaluate(e.Right, column),
            Binary e => Operate(e.Operator, Evaluate(e.Left, column), Evaluate(e.Right, column)),
            Call e => Function(e, [.. e.Arguments.Select(a => Evaluate(a, column))]),
            _ => throw new NotSupportedException(),
        };

    static object? Operate(BinaryOperator operation, object? left, object? right)
    {
        if (left is null || right is null)
            return null;
        return operation switch
        {
            BinaryOperator.Add => (double)left + (double)right,
            BinaryOperator.Subtract when left is DateTime time => (time - (DateTime)right).Ticks / 10 / 1e6,
            BinaryOperator.Subtract => (double)left - (double)right,
            BinaryOperator.Multiply => (double)left * (double)right,
            BinaryOperator.Divide => (double)right == 0 ? null : (double)left / (double)right,
            BinaryOperator.Modulo => (double)right == 0 ? null : (double)left % (double)right,
            BinaryOperator.Equal => Compare(left, right) == 0,
            BinaryOperator.NotEqual => Compare(left, right) != 0,
            BinaryOperator.Less => Compare(left, right) < 0,
            BinaryOperator.LessOrEqual => Compare(left, right) <= 0,
            BinaryOperator.Greater => Compare(left, right) > 0,
            _ => Compare(left, right) >= 0,
        };
    }

    static int Compare(object left, object right) =>
        left switch
        {
            string text => Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes((string)right)),
            double number => number == (double)right ? 0 : number.CompareTo((double)right),
            IComparable other => other.CompareTo(right),
            _ => throw new NotSupportedException(),
        };

    static object? Function(Call call, object?[] a) =>
        call.Function switch
        {
            Topology.Expressions.Function.If => a[0] is true ? a[1] : a[2],
            Topology.Expressions.Function.Coalesce => Array.Find(a, v => v is not null),
            Topology.Expressions.Function.IsNull => a[0] is null,
            Topology.Expressions.Function.In => In(a),
            _ when Array.Exists(a, v => v is null) => null,
            Topology.Expressions.Function.Abs => Math.Abs((double)a[0]!),
            Topology.Expressions.Function.Floor => Math.Floor((double)a[0]!),
            Topology.Expressions.Function.Ceil => Math.Ceiling((double)a[0]!),
            Topology.Expressions.Function.Round => Math.Round((double)a[0]!, MidpointRounding.ToEven),
            Topology.Expressions.Function.Sqrt => Math.Sqrt((double)a[0]!),
            Topology.Expressions.Function.Min => a.Min(),
            Topology.Expressions.Function.Max => a.Max(),
            Topology.Expressions.Function.Hour => (double)((DateTime)a[0]!).Hour,
            Topology.Expressions.Function.Minute => (double)((DateTime)a[0]!).Minute,
            Topology.Expressions.Function.Weekday => (double)(((int)((DateTime)a[0]!).DayOfWeek + 6) % 7),
            Topology.Expressions.Function.Day => (double)((DateTime)a[0]!).Day,
            Topology.Expressions.Function.Month => (double)((DateTime)a[0]!).Month,
            Topology.Expressions.Function.Epoch => ((DateTime)a[0]! - DateTime.UnixEpoch).Ticks / 10 / 1e6,
            Topology.Expressions.Function.Length => (double)Encoding.UTF8.GetByteCount((string)a[0]!),
            Topology.Expressions.Function.Lower => ((string)a[0]!).ToLowerInvariant(),
            Topology.Expressions.Function.StartsWith => ((string)a[0]!).StartsWith((string)a[1]!, StringComparison.Ordinal),
            Topology.Expressions.Function.EndsWith => ((string)a[0]!).EndsWith((string)a[1]!, StringComparison.Ordinal),
            _ => ((string)a[0]!).Contains((string)a[1]!, StringComparison.Ordinal),
        };

    static bool? In(object?[] a)
    {
        bool? any = false;
        foreach (var other in a.Skip(1))
            any |= a[0] is null || other is null ? null : Compare(a[0]!, other) == 0;
        return any;
    }
}
