using Apache.Arrow;
using Streaming.Events.Expressions.Nodes;
using Streaming.Topology.Expressions;

namespace Streaming.Events.Expressions;

/// <summary>
/// An expression bound to the columns of a schema, computed a column at a time. The same input gives the same bits on every
/// platform: only exact or correctly rounded operations. Integers are exact as long as nothing else is mixed in. Null is NaN for numbers,
/// <see cref="NullTime"/> for timestamps,
/// <see cref="Ternary.Null"/> for booleans; hence what is not a number (infinity minus infinity, the square root of a
/// negative) is null too. Immutable and safe to share between threads.
/// </summary>
public sealed class CompiledExpression
{
    /// <summary>A time that is null.</summary>
    public const long NullTime = long.MinValue;

    /// <summary>No value of an integer expression comes near it.</summary>
    public static readonly Int128 NullInteger = Int128.MinValue;

    readonly object _root;
    readonly Node<Int128>? _integer;

    CompiledExpression(ExprType type, object root, Node<Int128>? integer)
    {
        Type = type;
        _root = root;
        _integer = integer;
    }

    /// <summary>Type of its values.</summary>
    public ExprType Type { get; }

    /// <summary>Whether its values are integers that binary64 may not hold: read with <see cref="EvaluateIntegers"/> they are
    /// exact.</summary>
    public bool IsWideInteger => _integer is not null;

    /// <param name="expression">Checked and typed.</param>
    /// <param name="schema">Of the batches it will be computed over.</param>
    /// <param name="externals">
    /// Names of float32 columns that do not lie in the batch: features just computed, <c>score</c>. References to features and to
    /// the score look here first; references to fields never do.
    /// </param>
    /// <exception cref="Streaming.Topology.StreamingException">A column is missing or of another type.</exception>
    public static CompiledExpression Compile(Expr expression, Schema schema, IReadOnlyList<string>? externals = null)
    {
        var compiler = new ExpressionCompiler(schema, externals ?? []);
        return new CompiledExpression(expression.Type, compiler.Compile(expression), compiler.Integer(expression));
    }

    /// <summary>Numbers; booleans as 1 and 0. NaN is null.</summary>
    public void EvaluateNumbers(RecordBatch batch, Span<double> result, IReadOnlyList<ReadOnlyMemory<float>>? externals = null)
    {
        var frame = Frame(batch, externals, result.Length);
        if (_root is Node<double> numbers)
        {
            numbers.Evaluate(frame, result);
            return;
        }
        using var bools = Scratch<byte>.Rent(frame.Length);
        As<Node<byte>>().Evaluate(frame, bools.Span);
        for (var i = 0; i < result.Length; i++)
            result[i] = bools.Span[i] == Ternary.Null ? double.NaN : bools.Span[i];
    }

    /// <summary>As <see cref="EvaluateNumbers"/>, rounded once to float32; every NaN has the same bits.</summary>
    public void EvaluateFloats(RecordBatch batch, Span<float> result, IReadOnlyList<ReadOnlyMemory<float>>? externals = null)
    {
        using var numbers = Scratch<double>.Rent(result.Length);
        EvaluateNumbers(batch, numbers.Span, externals);
        for (var i = 0; i < result.Length; i++)
            result[i] = double.IsNaN(numbers.Span[i]) ? float.NaN : (float)numbers.Span[i];
    }

    /// <summary>The values of a wide integer; <see cref="NullInteger"/> is null.</summary>
    public void EvaluateIntegers(RecordBatch batch, Span<Int128> result) =>
        (_integer ?? throw new InvalidOperationException("The expression is no wide integer.")).Evaluate(
            Frame(batch, externals: null, result.Length),
            result
        );

    /// <summary>Values of <see cref="Ternary"/>.</summary>
    public void EvaluateBools(RecordBatch batch, Span<byte> result, IReadOnlyList<ReadOnlyMemory<float>>? externals = null) =>
        As<Node<byte>>().Evaluate(Frame(batch, externals, result.Length), result);

    /// <summary>Microseconds; <see cref="NullTime"/> is null.</summary>
    public void EvaluateTimes(RecordBatch batch, Span<long> result, IReadOnlyList<ReadOnlyMemory<float>>? externals = null) =>
        As<Node<long>>().Evaluate(Frame(batch, externals, result.Length), result);

    /// <summary>UTF-8; to be disposed of when read.</summary>
    public StringVector EvaluateStrings(RecordBatch batch, IReadOnlyList<ReadOnlyMemory<float>>? externals = null) =>
        As<StringNode>().Evaluate(Frame(batch, externals, batch.Length));

    static Frame Frame(RecordBatch batch, IReadOnlyList<ReadOnlyMemory<float>>? externals, int length) =>
        length == batch.Length
            ? new Frame(batch, externals ?? [])
            : throw new ArgumentException($"The result has room for {length} rows, the batch has {batch.Length}.", nameof(length));

    T As<T>()
        where T : class => _root as T ?? throw new InvalidOperationException($"The expression is of type {Type}.");
}
