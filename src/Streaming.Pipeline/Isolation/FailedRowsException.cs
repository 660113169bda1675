namespace Streaming.Pipeline.Isolation;

/// <summary>
/// Rows of a batch fail alone, and <see cref="FailedRows"/> knows them by now. The windows hold what they should not, so the session
/// ends; the next one starts from lineage, which has nothing of the batch, and rejects them.
/// </summary>
/// <param name="count">How many.</param>
/// <param name="first">Where the first one came from.</param>
/// <param name="detail">What is said of it.</param>
/// <param name="fault">What the batch threw.</param>
sealed class FailedRowsException(int count, RowPlace first, string detail, Exception fault) : Exception($"{first}: {detail}", fault)
{
    public int Count { get; } = count;

    public RowPlace First { get; } = first;

    public string Detail { get; } = detail;
}
