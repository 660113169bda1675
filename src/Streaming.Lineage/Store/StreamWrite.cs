using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Store;

/// <summary>The batches of one stream in one append, in version order.</summary>
sealed record StreamWrite(StreamKey Stream, IReadOnlyList<PreparedBatch> Batches)
{
    public string Name { get; } = Stream.ToString();

    public long FirstVersion => Batches[0].Version;

    public long LastVersion => Batches[^1].Version;

    public byte[] LastHash => Batches[^1].Tail.Hash;

    /// <summary>Streams in one order everywhere: two writers of the same streams wait for each other, never in a circle.</summary>
    public static List<StreamWrite> Group(IReadOnlyList<PreparedBatch> batches)
    {
        var writes = batches
            .GroupBy(b => b.Stream)
            .Select(g => new StreamWrite(g.Key, g.OrderBy(b => b.Version).ToList()))
            .OrderBy(w => w.Name, StringComparer.Ordinal)
            .ToList();
        foreach (var write in writes)
        {
            for (var i = 1; i < write.Batches.Count; i++)
            {
                if (write.Batches[i].Version != write.FirstVersion + i)
                    throw new ArgumentException($"Batches of stream {write.Name} do not follow one another.", nameof(batches));
            }
        }

        return writes;
    }
}
