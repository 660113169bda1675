using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Streaming.Events.Expressions;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Expressions;
using Streaming.Topology.Numbers;

namespace Streaming.Events.Tests.Expressions;

/// <summary>Integers are exact beyond 2^53, where binary64 is not. What is right, arbitrary precision says.</summary>
public sealed class IntegerExpressionTests
{
    static readonly Schema Schema = new(
        [
            new Field("a", Int64Type.Default, nullable: true),
            new Field("b", Int64Type.Default, nullable: true),
            new Field("x", DoubleType.Default, nullable: true),
        ],
        metadata: null
    );

    static readonly ColumnRef A = new("a", ExprType.Number);
    static readonly ColumnRef B = new("b", ExprType.Number);
    static readonly ColumnRef X = new("x", ExprType.Number);

    /// <summary>Whatever lies around the places where something could be rounded or overflow.</summary>
    static readonly Gen<long> Integers = Gen.OneOf(
        Gen.Select(
                Among(0L, 1L << 53, 1L << 62, long.MaxValue - 2, long.MinValue + 2, -(1L << 53), 1_541_815_603_606_036_480),
                Gen.Int[-2, 2]
            )
            .Select((near, off) => near + off),
        Gen.Long
    );

    static readonly Gen<double> Reals = Gen.OneOf(
        Gen.Select(Integers, Among(0.0, 0.5, -0.5, 0.25)).Select((near, off) => near + off),
        Among(1e300, -1e300, 0.1, 1e-300)
    );

    static readonly (BinaryOperator Operator, Func<int, bool> Holds)[] Comparisons =
    [
        (BinaryOperator.Equal, o => o == 0),
        (BinaryOperator.NotEqual, o => o != 0),
        (BinaryOperator.Less, o => o < 0),
        (BinaryOperator.LessOrEqual, o => o <= 0),
        (BinaryOperator.Greater, o => o > 0),
        (BinaryOperator.GreaterOrEqual, o => o >= 0),
    ];

    [Fact]
    public void Comparisons_of_integers_are_exact() =>
        Gen.Select(Integers, Integers)
            .Sample(
                (a, b) =>
                {
                    foreach (var (op, holds) in Comparisons)
                    {
                        Bool(new Binary(op, A, B, ExprType.Bool), a, b).ShouldBe(holds(a.CompareTo(b)));
                        Bool(new Binary(op, A, Literal(b), ExprType.Bool), a, b).ShouldBe(holds(a.CompareTo(b)));
                        Bool(new Binary(op, Literal(a), B, ExprType.Bool), a, b).ShouldBe(holds(a.CompareTo(b)));
                    }
                    Bool(new Call(Function.In, [A, Literal(0), Literal(b)], ExprType.Bool), a, b).ShouldBe(a == b || a == 0);
                },
                iter: 500
            );

    [Fact]
    public void An_integer_and_a_double_compare_as_the_numbers_they_are() =>
        Gen.Select(Integers, Reals)
            .Sample(
                (a, x) =>
                {
                    var order = Order(a, x);
                    foreach (var (op, holds) in Comparisons)
                    {
                        Bool(new Binary(op, A, X, ExprType.Bool), a, 0, x).ShouldBe(holds(order));
                        Bool(new Binary(op, X, A, ExprType.Bool), a, 0, x).ShouldBe(holds(-order));
                    }
                },
                iter: 500
            );

    [Fact]
    public void A_constant_a_hair_above_an_integer_is_not_that_integer()
    {
        var hair = new NumberLiteral(DecimalNumber.Parse("9007199254740993.00000000000000000001"));
        Bool(new Binary(BinaryOperator.Equal, A, hair, ExprType.Bool), 9007199254740993, 0).ShouldBe(false);
        Bool(new Binary(BinaryOperator.Less, A, hair, ExprType.Bool), 9007199254740993, 0).ShouldBe(true);
        Bool(new Binary(BinaryOperator.Less, hair, A, ExprType.Bool), 9007199254740994, 0).ShouldBe(true);
        Bool(new Binary(BinaryOperator.GreaterOrEqual, hair, A, ExprType.Bool), 9007199254740994, 0).ShouldBe(false);
    }

    [Fact]
    public void Arithmetic_of_integers_is_exact_and_rounded_once() =>
        Gen.Select(Integers, Integers, Gen.Int[0, int.MaxValue])
            .Sample(
                (a, b, seed) =>
                {
                    var (expression, expected) = Arithmetic(new Random(seed), depth: 2, a, b);
                    if (Need(expression) > 126)
                        return;
                    Number(expression, a, b)
                        .ShouldBe(
                            expected is { } value
                                ? double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                                : null,
                            expression.ToString()
                        );
                    if (expected is { } exact && BigInteger.Abs(exact) < long.MaxValue)
                    {
                        Bool(new Binary(BinaryOperator.Equal, expression, Literal((long)exact), ExprType.Bool), a, b)
                            .ShouldBe(true, expression.ToString());
                    }
                },
                iter: 2_000
            );

    /// <summary>Too large to be held exactly: as it always was.</summary>
    [Fact]
    public void What_needs_more_bits_than_there_are_computes_in_binary64()
    {
        var cube = new Binary(BinaryOperator.Multiply, new Binary(BinaryOperator.Multiply, A, A, ExprType.Number), A, ExprType.Number);
        Number(cube, 1_000_000_000_000_000_000, 0).ShouldBe(1e54);
        Number(new Binary(BinaryOperator.Multiply, A, A, ExprType.Number), long.MinValue, 0).ShouldBe(Math.ScaleB(1, 126));
    }

    /// <summary>What was recorded before integers were exact is computed again to the same bits.</summary>
    [Fact]
    public void A_zero_keeps_the_sign_that_binary64_gives_it()
    {
        Expr[] negative =
        [
            new Unary(UnaryOperator.Negate, A, ExprType.Number),
            new Binary(BinaryOperator.Multiply, A, B, ExprType.Number),
            new Binary(BinaryOperator.Modulo, B, B, ExprType.Number),
        ];
        foreach (var expression in negative)
            double.IsNegative(Number(expression, 0, -5)!.Value).ShouldBeTrue(expression.ToString());
    }

    [Fact]
    public void Nulls_stay_null()
    {
        Number(new Binary(BinaryOperator.Add, A, B, ExprType.Number), null, 1).ShouldBeNull();
        Number(new Binary(BinaryOperator.Modulo, A, B, ExprType.Number), 1, 0).ShouldBeNull();
        Bool(new Binary(BinaryOperator.Equal, A, B, ExprType.Bool), null, 1).ShouldBeNull();
        Bool(new Call(Function.In, [A, Literal(1)], ExprType.Bool), null, 1).ShouldBeNull();
        Number(new Call(Function.Coalesce, [A, B], ExprType.Number), null, 7).ShouldBe(7);
    }

    static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    static NumberLiteral Literal(long value) => new(DecimalNumber.Parse(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A double is a fraction of two integers; so compare those.</summary>
    static int Order(long a, double x)
    {
        var scale = BigInteger.Pow(2, 1_100);
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        var power = (int)(bits >> 52);
        var mantissa = new BigInteger((bits & ((1L << 52) - 1)) | (power == 0 ? 0 : 1L << 52));
        var scaled = mantissa * BigInteger.Pow(2, Math.Max(power, 1) - 1_075 + 1_100);
        return (a * scale).CompareTo(x < 0 ? -scaled : scaled);
    }

    static (Expr Expression, BigInteger? Value) Arithmetic(Random random, int depth, long a, long b)
    {
        if (depth == 0)
        {
            return random.Next(3) switch
            {
                0 => (A, a),
                1 => (B, b),
                _ => random.Next(-5, 6) is var literal ? (Literal(literal), literal) : default,
            };
        }
        var (left, x) = Arithmetic(random, depth - 1, a, b);
        var (right, y) = Arithmetic(random, depth - 1, a, b);
        return random.Next(9) switch
        {
            0 => (new Binary(BinaryOperator.Add, left, right, ExprType.Number), x + y),
            1 => (new Binary(BinaryOperator.Subtract, left, right, ExprType.Number), x - y),
            2 => (new Binary(BinaryOperator.Multiply, left, right, ExprType.Number), x * y),
            3 => (new Binary(BinaryOperator.Modulo, left, right, ExprType.Number), y is null || y == 0 ? null : x % y),
            4 => (new Unary(UnaryOperator.Negate, left, ExprType.Number), -x),
            5 => (new Call(Function.Abs, [left], ExprType.Number), x is { } v ? BigInteger.Abs(v) : null),
            6 => (new Call(Function.Min, [left, right], ExprType.Number), x is { } m && y is { } n ? BigInteger.Min(m, n) : null),
            7 => (new Call(Function.Max, [left, right], ExprType.Number), x is { } o && y is { } p ? BigInteger.Max(o, p) : null),
            _ => (new Call(Function.Coalesce, [left, right], ExprType.Number), x ?? y),
        };
    }

    /// <summary>Bits that values of an expression can need.</summary>
    static int Need(Expr e) =>
        e switch
        {
            NumberLiteral => 3,
            ColumnRef => 63,
            Unary u => Need(u.Operand),
            Binary { Operator: BinaryOperator.Multiply } m => Need(m.Left) + Need(m.Right),
            Binary { Operator: BinaryOperator.Modulo } m => Math.Max(Need(m.Left), Need(m.Right)),
            Binary b => Math.Max(Need(b.Left), Need(b.Right)) + 1,
            Call c => c.Arguments.Max(Need),
            _ => 0,
        };

    static RecordBatch Row(long? a, long? b, double x)
    {
        var rows = new RowBuilder(Schema);
        foreach (var (column, value) in new[] { ("a", a), ("b", b) })
        {
            if (value is { } integer)
                rows.Fixed<long>(column).Append(integer);
            else
                rows.Fixed<long>(column).AppendNull();
        }
        rows.Fixed<double>("x").Append(x);
        rows.CommitRow();
        return rows.Build();
    }

    static bool? Bool(Expr expression, long? a, long? b, double x = 0)
    {
        var result = new byte[1];
        CompiledExpression.Compile(expression, Schema).EvaluateBools(Row(a, b, x), result);
        return result[0] == Ternary.Null ? null : result[0] == Ternary.True;
    }

    static double? Number(Expr expression, long? a, long? b)
    {
        var result = new double[1];
        CompiledExpression.Compile(expression, Schema).EvaluateNumbers(Row(a, b, 0), result);
        return double.IsNaN(result[0]) ? null : result[0];
    }
}
