namespace Streaming.Events.Expressions.Nodes;

/// <summary>Length in UTF-8 bytes.</summary>
sealed class LengthNode(StringNode operand) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        using var values = operand.Evaluate(frame);
        for (var i = 0; i < result.Length; i++)
            result[i] = values.IsNull(i) ? double.NaN : values[i].Length;
    }
}

sealed class StringIsNullNode(StringNode operand) : Node<byte>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var values = operand.Evaluate(frame);
        for (var i = 0; i < result.Length; i++)
            result[i] = Ternary.Of(values.IsNull(i));
    }
}

enum TextTest
{
    StartsWith,
    EndsWith,
    Contains,
}

sealed class TextTestNode(StringNode text, StringNode part, TextTest test) : Node<byte>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var texts = text.Evaluate(frame);
        using var parts = part.Evaluate(frame);
        for (var i = 0; i < result.Length; i++)
            result[i] = texts.IsNull(i) || parts.IsNull(i) ? Ternary.Null : Ternary.Of(Holds(texts[i], parts[i]));
    }

    bool Holds(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) =>
        test switch
        {
            TextTest.StartsWith => text.StartsWith(part),
            TextTest.EndsWith => text.EndsWith(part),
            _ => text.IndexOf(part) >= 0,
        };
}

/// <summary>Equal to any of the others: as a chain of <c>=</c> joined by <c>or</c>.</summary>
sealed class StringInNode(StringNode operand, IReadOnlyList<StringNode> others) : Node<byte>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var values = operand.Evaluate(frame);
        result.Clear();
        foreach (var other in others)
        {
            using var candidates = other.Evaluate(frame);
            for (var i = 0; i < result.Length; i++)
            {
                var equal = values.IsNull(i) || candidates.IsNull(i) ? Ternary.Null : Ternary.Of(values[i].SequenceEqual(candidates[i]));
                result[i] = Ternary.Or(result[i], equal);
            }
        }
    }
}
