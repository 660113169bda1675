using Streaming.Topology.Expressions;

namespace Streaming.Simulation.Running;

/// <summary>Value of an expression over numbered numbers: bools are 0 and 1, timestamps microseconds, missing is NaN.</summary>
delegate double Formula(double[] slots);

static class Formulas
{
    const double Micros = 1e6;

    /// <param name="expression">Numbers, bools and timestamps only.</param>
    /// <param name="slot">Number of a column.</param>
    public static Formula Compile(Expr expression, Func<string, int> slot)
    {
        switch (expression)
        {
            case NumberLiteral number:
                return _ => number.Value;
            case BoolLiteral truth:
                return truth.Value ? _ => 1 : _ => 0;
            case ColumnRef column:
                var index = slot(column.Name);
                return s => s[index];
            case Unary unary:
                var operand = Compile(unary.Operand, slot);
                return unary.Operator == UnaryOperator.Negate ? s => -operand(s) : s => 1 - operand(s);
            case Binary binary:
                return Operator(binary, Compile(binary.Left, slot), Compile(binary.Right, slot));
            case Call call:
                return Functions(call.Function, [.. call.Arguments.Select(a => Compile(a, slot))]);
            default:
                throw new ArgumentOutOfRangeException(nameof(expression), expression, "not an expression of numbers");
        }
    }

    static Formula Operator(Binary binary, Formula left, Formula right)
    {
        var unit = binary.Left.Type == ExprType.Timestamp && binary.Operator == BinaryOperator.Subtract ? Micros : 1;
        return binary.Operator switch
        {
            BinaryOperator.Add => s => left(s) + right(s),
            BinaryOperator.Subtract => s => (left(s) - right(s)) / unit,
            BinaryOperator.Multiply => s => left(s) * right(s),
            BinaryOperator.Divide => s => right(s) is var by && by == 0 ? double.NaN : left(s) / by,
            BinaryOperator.Modulo => s => left(s) % right(s),
            BinaryOperator.And => s => And(left(s), right(s)),
            BinaryOperator.Or => s => 1 - And(1 - left(s), 1 - right(s)),
            BinaryOperator.Equal => s => Compare(left(s), right(s), (a, b) => a == b),
            BinaryOperator.NotEqual => s => Compare(left(s), right(s), (a, b) => a != b),
            BinaryOperator.Less => s => Compare(left(s), right(s), (a, b) => a < b),
            BinaryOperator.LessOrEqual => s => Compare(left(s), right(s), (a, b) => a <= b),
            BinaryOperator.Greater => s => Compare(left(s), right(s), (a, b) => a > b),
            _ => s => Compare(left(s), right(s), (a, b) => a >= b),
        };
    }

    /// <summary>False and missing is false.</summary>
    static double And(double a, double b) => a == 0 || b == 0 ? 0 : a * b;

    static double Compare(double a, double b, Func<double, double, bool> holds) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.NaN
        : holds(a, b) ? 1
        : 0;

    static Formula Functions(Function function, Formula[] x) =>
        function switch
        {
            Function.If => s => x[0](s) == 1 ? x[1](s) : x[2](s),
            Function.Coalesce => s => x.Select(f => f(s)).FirstOrDefault(v => !double.IsNaN(v), double.NaN),
            Function.IsNull => s => double.IsNaN(x[0](s)) ? 1 : 0,
            Function.Abs => s => Math.Abs(x[0](s)),
            Function.Floor => s => Math.Floor(x[0](s)),
            Function.Ceil => s => Math.Ceiling(x[0](s)),
            Function.Round => s => Math.Round(x[0](s)),
            Function.Sqrt => s => Math.Sqrt(x[0](s)),
            Function.Min => s => x.Min(f => f(s)),
            Function.Max => s => x.Select(f => f(s)).Aggregate(Math.Max),
            Function.In => s =>
                x[0](s) is var value && double.IsNaN(value) ? value
                : x.Skip(1).Any(f => f(s) == value) ? 1
                : 0,
            Function.Epoch => s => x[0](s) / Micros,
            Function.Minute => s => Clock(x[0](s)).Minute,
            Function.Hour => s => Clock(x[0](s)).Hour,
            Function.Weekday => s => ((int)Clock(x[0](s)).DayOfWeek + 6) % 7,
            Function.Day => s => Clock(x[0](s)).Day,
            Function.Month => s => Clock(x[0](s)).Month,
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "takes text"),
        };

    static DateTime Clock(double micros) => DateTime.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);
}
