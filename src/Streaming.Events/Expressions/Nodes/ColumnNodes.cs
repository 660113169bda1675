using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Topology;

namespace Streaming.Events.Expressions.Nodes;

/// <summary>Where a column lies; batches must have it where the schema said.</summary>
readonly record struct ColumnPlace(int Index, string Name)
{
    public IArrowArray Of(RecordBatch batch)
    {
        var fields = batch.Schema.FieldsList;
        return Index < fields.Count && fields[Index].Name == Name
            ? batch.Column(Index)
            : throw new StreamingException(
                $"The batch has no column {Name} at place {Index}: the expression was compiled for other columns."
            );
    }
}

sealed class DoubleColumnNode(ColumnPlace place) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        var array = place.Of(frame.Batch);
        Columns.Primitive<double>(array).CopyTo(result);
        Nulls.Apply<double, NumberKind>(array, result);
    }
}

sealed class IntColumnNode(ColumnPlace place) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        var array = place.Of(frame.Batch);
        var values = Columns.Primitive<long>(array);
        for (var i = 0; i < result.Length; i++)
            result[i] = values[i];
        Nulls.Apply<double, NumberKind>(array, result);
    }
}

sealed class FloatColumnNode(ColumnPlace place) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result) => Widen(Columns.Primitive<float>(place.Of(frame.Batch)), result);

    public static void Widen(ReadOnlySpan<float> values, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++)
            result[i] = values[i];
    }
}

sealed class ExternalColumnNode(int index, string name) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        if (index >= frame.Externals.Count || frame.Externals[index].Length < result.Length)
            throw new ArgumentException($"No values were given for column {name}, which does not lie in the batch.", nameof(frame));
        FloatColumnNode.Widen(frame.Externals[index].Span, result);
    }
}

sealed class TimeColumnNode(ColumnPlace place) : Node<long>
{
    public override void Evaluate(in Frame frame, Span<long> result)
    {
        var array = place.Of(frame.Batch);
        Columns.Primitive<long>(array).CopyTo(result);
        Nulls.Apply<long, TimeKind>(array, result);
    }
}

sealed class BoolColumnNode(ColumnPlace place) : Node<byte>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        var array = place.Of(frame.Batch);
        var values = new BoolColumn(array);
        for (var i = 0; i < result.Length; i++)
            result[i] = Ternary.Of(values[i]);
        Nulls.Apply<byte, BoolKind>(array, result);
    }
}

/// <summary>Brings an Arrow null bitmap in band.</summary>
static class Nulls
{
    public static void Apply<T, TKind>(IArrowArray array, Span<T> result)
        where TKind : IKind<T>
    {
        var mask = new NullMask(array);
        if (!mask.Any)
            return;
        for (var i = 0; i < result.Length; i++)
        {
            if (mask.IsNull(i))
                result[i] = TKind.Null;
        }
    }
}
