using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Events.Expressions.Nodes;

sealed class StringLiteralNode(string value) : StringNode
{
    readonly byte[] _utf8 = Encoding.UTF8.GetBytes(value);

    public override StringVector Evaluate(in Frame frame)
    {
        var result = StringVector.Over(_utf8, frame.Length);
        for (var i = 0; i < frame.Length; i++)
            result.Place(i, 0, _utf8.Length);
        return result;
    }
}

sealed class StringColumnNode(ColumnPlace place) : StringNode
{
    public override StringVector Evaluate(in Frame frame)
    {
        var array = (BinaryArray)place.Of(frame.Batch);
        var nulls = new NullMask(array);
        var offsets = frame.Length == 0 ? default : array.ValueOffsets;
        var result = StringVector.Over(array.ValueBuffer.Memory, frame.Length);
        for (var i = 0; i < frame.Length; i++)
            result.Place(i, offsets[i], nulls.IsNull(i) ? -1 : offsets[i + 1] - offsets[i]);
        return result;
    }
}

/// <summary>Lower case by the simple mapping of Unicode, which changes no text's meaning by language.</summary>
sealed class LowerNode(StringNode operand) : StringNode
{
    public override StringVector Evaluate(in Frame frame)
    {
        using var values = operand.Evaluate(frame);
        var result = StringVector.Create(frame.Length, 16 * frame.Length);
        for (var i = 0; i < frame.Length; i++)
        {
            if (values.IsNull(i))
                result.WriteNull(i);
            else
                Lower(ref result, i, values[i]);
        }
        return result;
    }

    static void Lower(ref StringVector result, int row, ReadOnlySpan<byte> text)
    {
        // Three bytes are the most that one byte can become: a broken one turns into the replacement character.
        var room = result.Reserve(text.Length * 3);
        var written = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(room[written..]);
            text = text[consumed..];
        }
        result.Commit(row, written);
    }
}

sealed class StringIfNode(Node<byte> condition, StringNode then, StringNode otherwise) : StringNode
{
    public override StringVector Evaluate(in Frame frame)
    {
        using var conditions = Scratch<byte>.Rent(frame.Length);
        condition.Evaluate(frame, conditions.Span);
        using var thens = then.Evaluate(frame);
        using var otherwises = otherwise.Evaluate(frame);
        var result = StringVector.Create(frame.Length, 16 * frame.Length);
        for (var i = 0; i < frame.Length; i++)
            StringCopy.Row(conditions.Span[i] == Ternary.True ? thens : otherwises, ref result, i);
        return result;
    }
}

sealed class StringCoalesceNode(StringNode first, StringNode second) : StringNode
{
    public override StringVector Evaluate(in Frame frame)
    {
        using var firsts = first.Evaluate(frame);
        using var seconds = second.Evaluate(frame);
        var result = StringVector.Create(frame.Length, 16 * frame.Length);
        for (var i = 0; i < frame.Length; i++)
            StringCopy.Row(firsts.IsNull(i) ? seconds : firsts, ref result, i);
        return result;
    }
}

static class StringCopy
{
    public static void Row(in StringVector from, ref StringVector to, int row)
    {
        if (from.IsNull(row))
            to.WriteNull(row);
        else
            to.Write(row, from[row]);
    }
}
