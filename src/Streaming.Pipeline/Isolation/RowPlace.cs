namespace Streaming.Pipeline.Isolation;

/// <summary>Where a row came from, whichever stage it is in: no two rows of a topology share it.</summary>
/// <param name="Topic">Outside topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Offset of the record.</param>
readonly record struct RowPlace(string Topic, int Partition, long Offset)
{
    public override string ToString() => $"{Topic}/{Partition}/{Offset}";
}
