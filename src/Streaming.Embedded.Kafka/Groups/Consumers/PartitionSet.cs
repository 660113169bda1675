namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>An immutable set of partitions, in order; 20 bytes each.</summary>
sealed class PartitionSet : IEquatable<PartitionSet>
{
    readonly TopicIdPartition[] _items;

    PartitionSet(TopicIdPartition[] items) => _items = items;

    public static PartitionSet Empty { get; } = new([]);

    public IReadOnlyList<TopicIdPartition> Items => _items;

    public int Count => _items.Length;

    public static PartitionSet Of(IEnumerable<TopicIdPartition> partitions) =>
        Sorted([.. partitions.Distinct().Order(TopicIdPartition.Ordering)]);

    public bool Contains(TopicIdPartition partition) => Array.BinarySearch(_items, partition, TopicIdPartition.Ordering) >= 0;

    public PartitionSet Intersect(PartitionSet other) => Sorted(Array.FindAll(_items, other.Contains));

    public PartitionSet Except(PartitionSet other) => Sorted(Array.FindAll(_items, partition => !other.Contains(partition)));

    public PartitionSet Where(Predicate<TopicIdPartition> holds) => Sorted(Array.FindAll(_items, holds));

    public PartitionSet Union(PartitionSet other) => other.Count == 0 ? this : Of(_items.Concat(other._items));

    public bool Overlaps(PartitionSet other) => Array.Exists(_items, other.Contains);

    public bool IsSubsetOf(PartitionSet other) => Array.TrueForAll(_items, other.Contains);

    public bool Equals(PartitionSet? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as PartitionSet);

    public override int GetHashCode() => _items.Length == 0 ? 0 : HashCode.Combine(_items.Length, _items[0], _items[^1]);

    public override string ToString() => string.Join(' ', _items.Select(item => $"{item.Topic}-{item.Partition}"));

    static PartitionSet Sorted(TopicIdPartition[] items) => items.Length == 0 ? Empty : new(items);
}
