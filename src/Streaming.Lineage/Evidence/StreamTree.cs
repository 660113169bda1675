using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Evidence;

/// <summary>The tree over the statements of a stream's batches, from the one after a version up to another.</summary>
sealed class StreamTree(long after, long last)
{
    readonly List<byte[]> _leaves = [];

    /// <summary>Takes the next batch; those outside its range are left out. The tree of its records, null for one left out.</summary>
    public RecordTree? Add(LineageBatch batch)
    {
        if (batch.Version <= after || batch.Version > last)
            return null;
        var records = RecordTree.Of(batch);
        _leaves.Add(MerkleTree.Leaf([], BatchStatement.Of(batch, records).Text()));
        return records;
    }

    public string RootText() => Convert.ToHexStringLower(MerkleTree.Root([.. _leaves]));

    public List<byte[]> Path(long version) => MerkleTree.Path([.. _leaves], checked((int)(version - after - 1)));
}
