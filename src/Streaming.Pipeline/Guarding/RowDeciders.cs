using Streaming.Inference.Serving;

namespace Streaming.Pipeline.Guarding;

/// <summary>Who decided about the rows of a batch.</summary>
/// <param name="Models">By their places; null: the rule.</param>
/// <param name="DecidedBy">Place of who decided, one a row; null: the first did.</param>
sealed record RowDeciders(IReadOnlyList<ServedModel?> Models, byte[]? DecidedBy)
{
    /// <summary>Place of who decided about a row.</summary>
    public int Of(int row) => DecidedBy?[row] ?? 0;
}
