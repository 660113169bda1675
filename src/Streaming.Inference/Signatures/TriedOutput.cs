namespace Streaming.Inference.Signatures;

/// <summary>What a model gave when it was tried.</summary>
/// <param name="Type">Of its numbers.</param>
/// <param name="Shape">As it came out.</param>
/// <param name="Rows">That were given to it.</param>
sealed record TriedOutput(NumberType Type, long[] Shape, int Rows)
{
    /// <summary>A line a row, as far as one run can show.</summary>
    internal bool IsByRow => Shape is [var rows] && rows == Rows || (Shape is [var lines, > 0 and <= int.MaxValue] && lines == Rows);

    /// <summary>Values a row.</summary>
    internal int Columns => Shape.Length == 1 ? 1 : (int)Shape[1];
}
