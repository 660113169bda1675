using Streaming.Events.CloudEvents;
using Streaming.Events.Json;
using Streaming.Topology.Model;

namespace Streaming.Events.Formats;

/// <summary>All formats, by the word of the topology file. A new one is a folder, a word and a line here.</summary>
public static class RecordFormats
{
    static readonly JsonFormat Json = new();
    static readonly CloudEventsFormat CloudEvents = new();

    /// <summary>The format of that word.</summary>
    public static IRecordFormat Of(EventFormat format) =>
        format switch
        {
            EventFormat.Json => Json,
            EventFormat.Cloudevents => CloudEvents,
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
}
