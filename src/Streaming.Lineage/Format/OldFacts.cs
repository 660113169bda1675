using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Format;

/// <summary>
/// The facts that format versions 1 and 2 wrote as texts, by name. A name that is not here was never written by a release.
/// </summary>
static class OldFacts
{
    /// <summary>The header with what the texts say.</summary>
    /// <exception cref="LineageCorruptException">A text is not what it should be.</exception>
    public static BatchHeader Into(BatchHeader header, IReadOnlyDictionary<string, string> facts)
    {
        foreach (var (name, text) in facts)
        {
            try
            {
                header = Into(header, name, text);
            }
            catch (Exception e) when (e is FormatException or OverflowException or JsonException)
            {
                throw new LineageCorruptException($"what it says of '{name}' cannot be read", e);
            }
        }

        return header;
    }

    static BatchHeader Into(BatchHeader header, string name, string text) =>
        name switch
        {
            "idle" => header with { Idle = true },
            "partitioner" => header with { Partitioner = Partitioner(text) },
            "snapshot" => header with { Snapshot = Snapshot(text) },
            "rescaled" => header with { Rescale = Rescale(text) },
            "rescaled-at" => header with { RescaledAt = Number(text) },
            "replaced-topics" => header with { ReplacedTopics = [.. text.Split(' ').Select(Replaced)] },
            "publishers" => header with { Positions = WithPublishers(header.Positions, text) },
            "topic-ids" => header with { Positions = WithTopicIds(header.Positions, text) },
            _ => header,
        };

    static PartitionerKind Partitioner(string text) =>
        Enum.TryParse<PartitionerKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : throw new FormatException();

    /// <summary>As in <c>17:ab34…</c>.</summary>
    static SnapshotReference Snapshot(string text) =>
        text.Split(':', 2) is [var version, var hash] ? new SnapshotReference(Number(version), hash) : throw new FormatException();

    /// <summary>As in <c>from 2 to 3 after 17,4</c>.</summary>
    static RescaleMarker Rescale(string text)
    {
        var words = text.Split(' ');
        if (words.Length != 6)
            throw new FormatException();
        var marker = new RescaleMarker(
            checked((int)Number(words[1])),
            checked((int)Number(words[3])),
            [.. words[5].Split(',').Select(Number)]
        );
        return marker.Versions.Count == marker.From ? marker : throw new FormatException();
    }

    /// <summary>As in <c>transactions:700:0</c>.</summary>
    static TopicReplacement Replaced(string text) =>
        text.Split(':') is [var topic, var read, var start]
            ? new TopicReplacement(topic, Number(read), Number(start))
            : throw new FormatException();

    /// <summary>One for each position, in their order; a dash where it is not known.</summary>
    static IReadOnlyList<InputPosition> WithTopicIds(IReadOnlyList<InputPosition> positions, string text)
    {
        var ids = text.Split(' ');
        return ids.Length == positions.Count
            ? [.. positions.Zip(ids, (position, id) => position with { TopicId = id == "-" ? null : id })]
            : throw new FormatException();
    }

    static IReadOnlyList<InputPosition> WithPublishers(IReadOnlyList<InputPosition> positions, string text)
    {
        var inputs = JsonSerializer.Deserialize(text, OldFactsJson.Default.InputArray) ?? throw new FormatException();
        return
        [
            .. positions.Select(position =>
                inputs.FirstOrDefault(i => i?.Topic == position.Topic) is { } input
                    ? position with
                    {
                        Publishers = new PublisherMarks(input.ReadTo, [.. (input.Publishers ?? []).Select(p => Mark(position, p))]),
                    }
                    : position
            ),
        ];
    }

    static PublisherMark Mark(InputPosition input, Publisher? publisher) =>
        publisher is { Name: { } name, Position: { } at }
            ? new PublisherMark(
                name,
                publisher.Since,
                new InputPosition(input.Topic, input.Partition, at.NextOffset, at.RowsTaken, at.Watermark, at.LastTime)
                {
                    EarlyTime = at.EarlyTime,
                }
            )
            : throw new FormatException();

    static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    internal sealed record Input(string? Topic, long ReadTo, Publisher?[]? Publishers);

    internal sealed record Publisher(string? Name, long Since, Place? Position);

    internal sealed record Place(long NextOffset, int RowsTaken, Timestamp Watermark, Timestamp LastTime, Timestamp EarlyTime);
}

[JsonSerializable(typeof(OldFacts.Input?[]))]
sealed partial class OldFactsJson : JsonSerializerContext;
