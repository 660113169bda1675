namespace Streaming.Explanations.Trees;

/// <summary>Holds a row-major matrix against the width of its rows.</summary>
static class RowCheck
{
    /// <returns>How many rows it has.</returns>
    /// <exception cref="ArgumentException">It ends within a row.</exception>
    internal static int Count(ReadOnlySpan<float> rows, int width) =>
        rows.Length % width == 0
            ? rows.Length / width
            : throw new ArgumentException($"{rows.Length} values are no whole number of rows of {width} features.", nameof(rows));
}
