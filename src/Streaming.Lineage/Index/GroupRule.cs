using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Index;

/// <summary>
/// Where one group of batches ends and the next begins: a property of the stream itself, so that any process, at any
/// time, makes the same groups. A group closes with the batch that carries the stream's count of records over a multiple
/// of <see cref="Records"/>, or at a version that is a multiple of <see cref="Batches"/>.
/// </summary>
static class GroupRule
{
    public const int Records = 65_536;
    public const int Batches = 4_096;

    /// <summary>About 0.4 % false positives: each costs a lookup the filters of a whole group's batches.</summary>
    public const double FilterBitsPerHash = 12;

    /// <param name="version">Version of the batch.</param>
    /// <param name="after">The stream's counts up to and including it.</param>
    /// <param name="batchRecords">Records of the batch.</param>
    public static bool ClosesGroup(long version, StreamTotals after, long batchRecords) =>
        version % Batches == 0 || after.Records / Records != (after.Records - batchRecords) / Records;
}
