using System.Globalization;
using System.Text;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;

namespace Streaming.Lineage.Datasets;

/// <summary>The hash tree over the batches of one stream that were read: a leaf is a batch's version and its hash in the chain.</summary>
/// <param name="stream">Name of the stream (<see cref="StreamKey"/>).</param>
/// <param name="table">Which table of its batches was read.</param>
public sealed class RangeTree(string stream, string table)
{
    readonly List<byte[]> _leaves = [];
    long _first;
    long _last;

    /// <summary>Whether nothing was read.</summary>
    public bool IsEmpty => _leaves.Count == 0;

    /// <summary>Takes the next batch; versions ascend.</summary>
    public void Add(LineageBatch batch)
    {
        if (IsEmpty)
            _first = batch.Version;
        _last = batch.Version;
        var text = string.Create(CultureInfo.InvariantCulture, $"{batch.Version}:{Convert.ToHexStringLower(batch.Hash)}");
        _leaves.Add(MerkleTree.Leaf([], Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>What was read, with the root of the tree.</summary>
    public DatasetRange ToRange() =>
        new(stream, table, _first, _last, _leaves.Count, Convert.ToHexStringLower(MerkleTree.Root([.. _leaves])));
}

/// <summary>Batches of one stream that a dataset came from.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Table">Which table of its batches was read.</param>
/// <param name="First">Version of the first one.</param>
/// <param name="Last">Of the last.</param>
/// <param name="Batches">How many: those without a row of the period are passed over.</param>
/// <param name="Root">Root of the hash tree over them, hex.</param>
public sealed record DatasetRange(string Stream, string Table, long First, long Last, int Batches, string Root);
