using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology;

namespace Streaming.Pipeline.Recording;

/// <summary>
/// Which topics the recorded positions are in (KIP-516): a topic that was deleted and made again has the name of the old one and
/// another id, and offsets of the old one mean nothing in it.
/// </summary>
static class TopicIds
{
    /// <summary>The id of a topic; null where it is not known.</summary>
    public static string? Of(string topic, IReadOnlyDictionary<string, string> ids) =>
        ids.GetValueOrDefault(topic) is { Length: > 0 } id ? id : null;

    /// <summary>Ids by topic that a header records; none of headers from before they were recorded.</summary>
    public static IReadOnlyDictionary<string, string> Of(BatchHeader? header) =>
        (header?.Positions ?? []).Where(p => p.TopicId is not null).ToDictionary(p => p.Topic, p => p.TopicId!, StringComparer.Ordinal);

    /// <summary>Topics that are others now; those of which either id is not known are taken for the same.</summary>
    public static IEnumerable<string> Replaced(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        before.Where(b => b.Value.Length > 0 && now.GetValueOrDefault(b.Key) is { Length: > 0 } id && id != b.Value).Select(b => b.Key);

    /// <summary>Refuses to go on where a topic is another than it was.</summary>
    /// <exception cref="StreamingException">One is.</exception>
    public static void RefuseReplaced(StreamKey stream, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        if (Replaced(before, now).FirstOrDefault() is { } replaced)
            throw Fault(stream, replaced);
    }

    /// <summary>Another topic under the name of one that was read: going on at the recorded offset would pass over records
    /// silently.</summary>
    static StreamingException Fault(StreamKey stream, string topic) =>
        new(
            $"{stream}: topic {topic} is not the one that was read: it was deleted and made again, and the recorded position says nothing "
                + "of the new one. "
                + "Nothing of it has been recorded. To read it from its start, stop all processes and repair its topics; what was left "
                + "unread of the old one is gone with it. To keep the two apart, run the topology under a new name (and new output topics)."
        )
        {
            Cure = Cure.RepairTopics(stream.Topology),
        };
}
