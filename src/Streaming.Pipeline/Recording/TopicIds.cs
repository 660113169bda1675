using Streaming.Lineage;
using Streaming.Topology;

namespace Streaming.Pipeline.Recording;

/// <summary>
/// Which topics the recorded positions are in (KIP-516): a topic that was deleted and made again has the name of the old one and
/// another id, and offsets of the old one mean nothing in it.
/// </summary>
static class TopicIds
{
    const string Key = "topic-ids";
    const char Between = ' ';

    /// <summary>Stands for an id that nobody knows.</summary>
    const string Unknown = "-";

    /// <summary>Notes in a header's facts the ids of the topics that its positions are in; nothing where none is known.</summary>
    /// <param name="extra">Facts of the header.</param>
    /// <param name="text">The ids, as <see cref="Text"/> writes them.</param>
    public static void Note(IDictionary<string, string> extra, string? text)
    {
        if (text is not null) extra[Key] = text;
        else extra.Remove(Key);
    }

    /// <summary>The text of a header's fact; null where no id is known.</summary>
    /// <param name="topics">Topics, in the order of the positions.</param>
    /// <param name="ids">What is known.</param>
    public static string? Text(IEnumerable<string> topics, IReadOnlyDictionary<string, string> ids)
    {
        var known = topics.Select(t => ids.GetValueOrDefault(t) is { Length: > 0 } id ? id : Unknown).ToList();
        return known.TrueForAll(id => id == Unknown) ? null : string.Join(Between, known);
    }

    /// <summary>Ids by topic that a header records; none of headers from before they were recorded.</summary>
    public static IReadOnlyDictionary<string, string> Of(BatchHeader? header)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header is null || !header.Extra.TryGetValue(Key, out var text)) return ids;
        foreach (var (position, id) in header.Positions.Zip(text.Split(Between)))
        {
            if (id != Unknown) ids[position.Topic] = id;
        }

        return ids;
    }

    /// <summary>Topics that are others now; those of which either id is not known are taken for the same.</summary>
    public static IEnumerable<string> Replaced(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        before.Where(b => b.Value.Length > 0 && now.GetValueOrDefault(b.Key) is { Length: > 0 } id && id != b.Value).Select(b => b.Key);

    /// <summary>Refuses to go on where a topic is another than it was.</summary>
    /// <exception cref="StreamingException">One is.</exception>
    public static void RefuseReplaced(StreamKey stream, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
    {
        if (Replaced(before, now).FirstOrDefault() is { } replaced) throw Fault(stream, replaced);
    }

    /// <summary>Another topic under the name of one that was read: going on at the recorded offset would pass over records silently.</summary>
    static StreamingException Fault(StreamKey stream, string topic) => new(
        $"{stream}: topic {topic} is not the one that was read: it was deleted and made again, and the recorded position says nothing of the new one. "
        + $"Nothing of it has been recorded. To read it from its start, stop all processes and run `streaming repair topics {stream.Topology}`; what was left unread of the old one is gone with it. "
        + "To keep the two apart, run the topology under a new name (and new output topics).");
}
