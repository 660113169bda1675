namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>A topic as assignors see it.</summary>
readonly record struct SubscribedTopic(string Name, Guid Id, int Partitions);

/// <summary>The topics that the members of a group read and that exist, by name. Immutable.</summary>
sealed class SubscribedTopics : IEquatable<SubscribedTopics>
{
    readonly SortedDictionary<string, SubscribedTopic> _byName;

    public SubscribedTopics(IEnumerable<SubscribedTopic> topics)
    {
        _byName = new SortedDictionary<string, SubscribedTopic>(StringComparer.Ordinal);
        foreach (var topic in topics)
            _byName[topic.Name] = topic;
    }

    public static SubscribedTopics None { get; } = new([]);

    public IReadOnlyCollection<SubscribedTopic> All => _byName.Values;

    public SubscribedTopic? Find(string name) => _byName.TryGetValue(name, out var topic) ? topic : null;

    public bool Equals(SubscribedTopics? other) => other is not null && _byName.Values.SequenceEqual(other._byName.Values);

    public override bool Equals(object? obj) => Equals(obj as SubscribedTopics);

    public override int GetHashCode() => _byName.Count;
}
