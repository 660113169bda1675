using Streaming.Topology.Expressions;

namespace Streaming.Events.Tests.Expressions;

/// <summary>Well-typed expressions of every operator and function over the columns of <see cref="ExpressionRows"/>.</summary>
sealed class RandomExpressions(int seed)
{
    static readonly BinaryOperator[] Comparisons =
    [
        BinaryOperator.Equal,
        BinaryOperator.NotEqual,
        BinaryOperator.Less,
        BinaryOperator.LessOrEqual,
        BinaryOperator.Greater,
        BinaryOperator.GreaterOrEqual,
    ];

    static readonly BinaryOperator[] Arithmetic =
    [
        BinaryOperator.Add,
        BinaryOperator.Subtract,
        BinaryOperator.Multiply,
        BinaryOperator.Divide,
        BinaryOperator.Modulo,
    ];

    readonly Random _random = new(seed);

    public Expr Any(int depth) => Of((ExprType)_random.Next(4), depth);

    public Expr Of(ExprType type, int depth) =>
        type switch
        {
            ExprType.Number => Number(depth),
            ExprType.Bool => Bool(depth),
            ExprType.String => Text(depth),
            _ => Time(depth),
        };

    Expr Number(int depth)
    {
        if (depth == 0)
        {
            return _random.Next(5) switch
            {
                0 => new NumberLiteral(_random.Next(-3, 4) / 2.0),
                1 => new ColumnRef("float", ExprType.Number) { Kind = ColumnKind.Feature },
                2 => new ColumnRef("score", ExprType.Number) { Kind = ColumnKind.Score },
                _ => new ColumnRef(Pick("double", "int"), ExprType.Number),
            };
        }
        var next = depth - 1;
        return _random.Next(8) switch
        {
            0 => new Unary(UnaryOperator.Negate, Number(next), ExprType.Number),
            1 or 2 => new Binary(Pick(Arithmetic), Number(next), Number(next), ExprType.Number),
            3 => new Binary(BinaryOperator.Subtract, Time(next), Time(next), ExprType.Number),
            4 => Call(ExprType.Number, Pick(Function.Abs, Function.Floor, Function.Ceil, Function.Round, Function.Sqrt), Number(next)),
            5 => Call(ExprType.Number, Pick(Function.Min, Function.Max), Number(next), Number(next), Number(next)),
            6 => Call(
                ExprType.Number,
                Pick(Function.Hour, Function.Minute, Function.Weekday, Function.Day, Function.Month, Function.Epoch),
                Time(next)
            ),
            _ => _random.Next(2) == 0 ? Call(ExprType.Number, Function.Length, Text(next)) : Choice(ExprType.Number, next),
        };
    }

    Expr Bool(int depth)
    {
        if (depth == 0)
            return _random.Next(4) == 0 ? new BoolLiteral(_random.Next(2) == 0) : new ColumnRef("bool", ExprType.Bool);
        var next = depth - 1;
        var type = (ExprType)_random.Next(4);
        return _random.Next(7) switch
        {
            0 => new Unary(UnaryOperator.Not, Bool(next), ExprType.Bool),
            1 => new Binary(Pick(BinaryOperator.And, BinaryOperator.Or), Bool(next), Bool(next), ExprType.Bool),
            2 => new Binary(
                type == ExprType.Bool ? Pick(Comparisons[0], Comparisons[1]) : Pick(Comparisons),
                Of(type, next),
                Of(type, next),
                ExprType.Bool
            ),
            3 => Call(ExprType.Bool, Function.IsNull, Of(type, next)),
            4 => Call(ExprType.Bool, Function.In, Of(type, next), Of(type, next), Of(type, next)),
            5 => Call(ExprType.Bool, Pick(Function.StartsWith, Function.EndsWith, Function.Contains), Text(next), Text(next)),
            _ => Choice(ExprType.Bool, next),
        };
    }

    Expr Text(int depth)
    {
        if (depth == 0)
            return _random.Next(3) == 0 ? new StringLiteral(Pick("", "a", "Ä", "b😀")) : new ColumnRef("string", ExprType.String);
        return _random.Next(2) == 0 ? Call(ExprType.String, Function.Lower, Text(depth - 1)) : Choice(ExprType.String, depth - 1);
    }

    Expr Time(int depth) =>
        depth == 0 ? new ColumnRef(Pick("time", "other_time"), ExprType.Timestamp)
        : _random.Next(3) == 0 ? Call(ExprType.Timestamp, Pick(Function.Min, Function.Max), Time(depth - 1), Time(depth - 1))
        : Choice(ExprType.Timestamp, depth - 1);

    Call Choice(ExprType type, int depth) =>
        _random.Next(2) == 0
            ? Call(type, Function.If, Bool(depth), Of(type, depth), Of(type, depth))
            : Call(type, Function.Coalesce, Of(type, depth), Of(type, depth), Of(type, depth));

    static Call Call(ExprType type, Function function, params Expr[] arguments) => new(function, arguments, type);

    T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
