using System.Globalization;
using Streaming.Lineage;
using Streaming.Pipeline.Control;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Recording;

/// <summary>Facts of a batch that lineage carries without looking into them.</summary>
static class HeaderFacts
{
    const string IdleKey = "idle";
    const string PartitionerKey = "partitioner";

    /// <param name="idle">All inputs were silent and drained after the batch.</param>
    /// <param name="partitioner">That the source's rows were found to follow.</param>
    /// <param name="snapshot">The newest one of the partition's state, this batch's included.</param>
    /// <param name="rescaledAt">Version of the stream's last rescale marker; 0: none.</param>
    /// <param name="publishers">Where they are in inputs that have several.</param>
    /// <param name="topicIds">Ids of the topics that the positions are in, as <see cref="TopicIds"/> writes them; null: not known.</param>
    /// <param name="control">What commands have decided; null: nothing.</param>
    public static IReadOnlyDictionary<string, string> Of(
        bool idle, PartitionerKind? partitioner, SnapshotReference? snapshot, long rescaledAt, IReadOnlyList<InputPublishers>? publishers = null, string? topicIds = null,
        ControlState? control = null)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (idle) facts[IdleKey] = "true";
        if (partitioner is { } kind) facts[PartitionerKey] = kind.ToString();
        if (snapshot is not null) facts[SnapshotReference.Key] = snapshot.ToString();
        if (rescaledAt > 0) facts[RescaleMarker.VersionKey] = rescaledAt.ToString(CultureInfo.InvariantCulture);
        if (publishers is { Count: > 0 }) facts[PublisherFacts.Key] = PublisherFacts.Write(publishers);
        TopicIds.Note(facts, topicIds);
        control?.Note(facts);
        return facts;
    }

    /// <summary>All inputs were silent and drained after this batch: nobody downstream should wait for this partition.</summary>
    public static bool IsIdle(this BatchHeader header) => header.Extra.ContainsKey(IdleKey);

    /// <summary>Where the publishers of an input are; null where it had one.</summary>
    public static InputPublishers? Publishers(this BatchHeader header, string topic) =>
        header.Extra.TryGetValue(PublisherFacts.Key, out var text) ? PublisherFacts.Read(text).FirstOrDefault(i => i.Topic == topic) : null;

    /// <summary>Partitioner that the source's rows were found to follow; null while undecided.</summary>
    public static PartitionerKind? Partitioner(this BatchHeader header) =>
        header.Extra.TryGetValue(PartitionerKey, out var name) ? Enum.Parse<PartitionerKind>(name) : null;
}
