using System.IO.Hashing;
using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Topology.Expressions;

namespace Streaming.Features.Windows;

/// <summary>Computes what entries keep of the rows of a batch. Its memory stays for the next batch.</summary>
sealed class ValueReader(LogPlan plan)
{
    readonly int _width = plan.Columns.Sum(c => c.Words);
    CompiledExpression[] _expressions = [];
    Schema? _schema;
    long[] _words = [];
    double[] _numbers = [];
    Int128[] _integers = [];
    byte[] _bools = [];
    long[] _times = [];

    /// <summary>The words of a row's entry behind its time.</summary>
    public ReadOnlySpan<long> this[int row] => _words.AsSpan(row * _width, _width);

    public void Read(RecordBatch batch)
    {
        if (_width == 0)
            return;
        if (_schema is null || !SchemaEquality.Same(_schema, batch.Schema))
        {
            _schema = batch.Schema;
            _expressions = [.. plan.Columns.Select(c => CompiledExpression.Compile(c.Expression, batch.Schema))];
        }
        Scratch.Ensure(ref _words, batch.Length * _width);
        for (var c = 0; c < _expressions.Length; c++)
        {
            var column = plan.Columns[c];
            var words = _words.AsSpan(column.Position);
            switch (column.Kind)
            {
                case ValueKind.Number:
                    ReadNumbers(_expressions[c], batch, words);
                    break;
                case ValueKind.Integer:
                    ReadIntegers(_expressions[c], batch, words);
                    break;
                default:
                    ReadIdentities(_expressions[c], batch, words);
                    break;
            }
        }
    }

    void ReadNumbers(CompiledExpression expression, RecordBatch batch, Span<long> words)
    {
        var numbers = Scratch.Ensure(ref _numbers, batch.Length);
        expression.EvaluateNumbers(batch, numbers);
        for (var i = 0; i < numbers.Length; i++)
            words[i * _width] = BitConverter.DoubleToInt64Bits(double.IsFinite(numbers[i]) ? numbers[i] + 0.0 : double.NaN);
    }

    void ReadIntegers(CompiledExpression expression, RecordBatch batch, Span<long> words)
    {
        var integers = Scratch.Ensure(ref _integers, batch.Length);
        expression.EvaluateIntegers(batch, integers);
        for (var i = 0; i < integers.Length; i++)
            (words[i * _width], words[(i * _width) + 1]) = ValueColumn.ToWords(integers[i]);
    }

    void ReadIdentities(CompiledExpression expression, RecordBatch batch, Span<long> words)
    {
        switch (expression.Type)
        {
            case ExprType.Number when expression.IsWideInteger:
                ReadIntegers(expression, batch, words);
                break;
            case ExprType.Number:
                var numbers = Scratch.Ensure(ref _numbers, batch.Length);
                expression.EvaluateNumbers(batch, numbers);
                for (var i = 0; i < numbers.Length; i++)
                    Write(words, i, !double.IsNaN(numbers[i]), BitConverter.DoubleToInt64Bits(numbers[i] + 0.0));
                break;
            case ExprType.Bool:
                var bools = Scratch.Ensure(ref _bools, batch.Length);
                expression.EvaluateBools(batch, bools);
                for (var i = 0; i < bools.Length; i++)
                    Write(words, i, bools[i] != Ternary.Null, bools[i]);
                break;
            case ExprType.Timestamp:
                var times = Scratch.Ensure(ref _times, batch.Length);
                expression.EvaluateTimes(batch, times);
                for (var i = 0; i < times.Length; i++)
                    Write(words, i, times[i] != CompiledExpression.NullTime, times[i]);
                break;
            default:
                HashTexts(expression, batch, words);
                break;
        }
    }

    void HashTexts(CompiledExpression expression, RecordBatch batch, Span<long> words)
    {
        using var texts = expression.EvaluateStrings(batch);
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts.IsNull(i))
            {
                Write(words, i, present: false, low: 0);
                continue;
            }
            var hash = XxHash128.HashToUInt128(texts[i]);
            // Zero stands for null.
            hash = hash == default ? UInt128.One : hash;
            words[i * _width] = (long)(ulong)hash;
            words[(i * _width) + 1] = (long)(ulong)(hash >> 64);
        }
    }

    void Write(Span<long> words, int row, bool present, long low)
    {
        words[row * _width] = present ? low : 0;
        words[(row * _width) + 1] = present ? 1 : 0;
    }
}
