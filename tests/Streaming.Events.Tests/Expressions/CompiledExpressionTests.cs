using System.Text;
using CsCheck;
using Streaming.Events.Expressions;
using Streaming.Events.Rows.Gather;
using Streaming.Topology;
using Streaming.Topology.Expressions;

namespace Streaming.Events.Tests.Expressions;

public sealed class CompiledExpressionTests
{
    [Fact]
    public void Compiled_expressions_mean_what_the_row_interpreter_says() =>
        Gen.Select(Gen.Int, Gen.Int[0, 4], Gen.Int[0, 40])
            .Sample(
                (seed, depth, rows) =>
                {
                    var data = new ExpressionRows(rows, seed);
                    var expression = new RandomExpressions(seed).Any(depth);
                    var compiled = CompiledExpression.Compile(expression, ExpressionRows.Schema, ["score"]);
                    object?[] expected = [.. Enumerable.Range(0, rows).Select(r => RowInterpreter.Evaluate(expression, data.Row(r)))];
                    Values(compiled, data).ShouldBe(expected, expression.ToString());
                },
                iter: 3_000
            );

    [Fact]
    public void A_sliced_batch_is_read_from_where_it_begins()
    {
        var data = new ExpressionRows(50, 3);
        var compiled = CompiledExpression.Compile(new ColumnRef("bool", ExprType.Bool), ExpressionRows.Schema);
        var all = new byte[50];
        compiled.EvaluateBools(data.Batch, all);
        var part = new byte[20];
        compiled.EvaluateBools(RowGather.Slice(data.Batch, 13, 20), part);
        part.ShouldBe(all[13..33]);
    }

    [Fact]
    public void A_boolean_feature_is_one_zero_or_missing()
    {
        var data = new ExpressionRows(30, 5);
        var floats = new float[30];
        CompiledExpression.Compile(new ColumnRef("bool", ExprType.Bool), ExpressionRows.Schema).EvaluateFloats(data.Batch, floats);
        float[] expected = [.. Enumerable.Range(0, 30).Select(r => data.Row(r)("bool") is bool b ? (b ? 1f : 0f) : float.NaN)];
        floats.ShouldBe(expected);
    }

    [Fact]
    public void Every_missing_float_has_the_same_bits()
    {
        var data = new ExpressionRows(40, 9);
        var nan = new Binary(
            BinaryOperator.Divide,
            new Unary(UnaryOperator.Negate, new ColumnRef("double", ExprType.Number), ExprType.Number),
            new NumberLiteral(0),
            ExprType.Number
        );
        var floats = new float[40];
        CompiledExpression.Compile(nan, ExpressionRows.Schema).EvaluateFloats(data.Batch, floats);
        floats.ShouldAllBe(f => BitConverter.SingleToInt32Bits(f) == BitConverter.SingleToInt32Bits(float.NaN));
    }

    [Fact]
    public void A_missing_column_and_a_wrong_type_are_named()
    {
        Should
            .Throw<StreamingException>(() => CompiledExpression.Compile(new ColumnRef("nowhere", ExprType.Number), ExpressionRows.Schema))
            .Message.ShouldContain("nowhere");
        Should
            .Throw<StreamingException>(() => CompiledExpression.Compile(new ColumnRef("string", ExprType.Number), ExpressionRows.Schema))
            .Message.ShouldContain("string");
    }

    [Fact]
    public void A_batch_of_other_columns_is_refused()
    {
        var compiled = CompiledExpression.Compile(new ColumnRef("double", ExprType.Number), ExpressionRows.Schema);
        Should.Throw<StreamingException>(() => compiled.EvaluateNumbers(Events.Tests.Rows.SampleRows.Create(1, 1), new double[1]));
    }

    static object?[] Values(CompiledExpression compiled, ExpressionRows data)
    {
        var rows = data.Batch.Length;
        switch (compiled.Type)
        {
            case ExprType.Number:
                var numbers = new double[rows];
                compiled.EvaluateNumbers(data.Batch, numbers, data.Externals);
                return [.. numbers.Select(n => double.IsNaN(n) ? null : (object)n)];
            case ExprType.Bool:
                var bools = new byte[rows];
                compiled.EvaluateBools(data.Batch, bools, data.Externals);
                return [.. bools.Select(b => b == Ternary.Null ? null : (object)(b == Ternary.True))];
            case ExprType.Timestamp:
                var times = new long[rows];
                compiled.EvaluateTimes(data.Batch, times, data.Externals);
                return [.. times.Select(t => t == CompiledExpression.NullTime ? null : (object)DateTime.UnixEpoch.AddTicks(t * 10))];
            default:
                using (var texts = compiled.EvaluateStrings(data.Batch, data.Externals))
                {
                    var result = new object?[rows];
                    for (var i = 0; i < rows; i++)
                        result[i] = texts.IsNull(i) ? null : Encoding.UTF8.GetString(texts[i]);
                    return result;
                }
        }
    }
}
