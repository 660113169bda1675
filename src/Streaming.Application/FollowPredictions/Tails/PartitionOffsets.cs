namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>The next offset to be read of each partition of a topic; 0 of partitions that are not named, which have come since. Not
/// thread-safe.</summary>
sealed class PartitionOffsets(IEnumerable<long> next)
{
    readonly List<long> _next = [.. next];

    /// <summary>By partition.</summary>
    public IReadOnlyList<long> Next => _next;

    /// <summary>Of a partition.</summary>
    public long this[int partition] => partition < _next.Count ? _next[partition] : 0;

    /// <summary>Goes on to an offset.</summary>
    /// <returns>False: it is passed already, and nothing changes.</returns>
    public bool Pass(int partition, long next)
    {
        if (next <= this[partition])
            return false;
        Enlarge(partition + 1);
        _next[partition] = next;
        return true;
    }

    /// <summary>There are so many partitions at least.</summary>
    public void Enlarge(int partitions)
    {
        while (_next.Count < partitions)
            _next.Add(0);
    }

    /// <summary>Everything before the other's offsets is passed here, too.</summary>
    public bool Reaches(PartitionOffsets other)
    {
        for (var partition = 0; partition < other._next.Count; partition++)
        {
            if (this[partition] < other._next[partition])
                return false;
        }

        return true;
    }

    /// <summary>One that goes its own way.</summary>
    public PartitionOffsets Copy() => new(_next);
}
