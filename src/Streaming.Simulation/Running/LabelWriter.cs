using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Simulation.Running;

/// <summary>Writes the label of the event that an <see cref="EventWriter"/> holds.</summary>
sealed class LabelWriter
{
    readonly EventWriter source;
    readonly LabelsModel labels;

    /// <summary>Each field with the event's field it is taken from; -1 for what the label says itself.</summary>
    readonly (byte[] Name, string Field, int From)[] fields;

    public LabelWriter(TopologyModel topology, EventWriter source)
    {
        this.source = source;
        labels = topology.Labels!;
        fields = [.. Taken(topology).Select((f, i) => (EventWriter.Name(f.Field, i == 0), f.Field, f.From))];
        Delay = (labels.Delay ?? TimeSpan.Zero).Micros();
    }

    public JsonBuffer Json { get; } = new();

    /// <summary>Microseconds from an event to its label.</summary>
    public long Delay { get; }

    public void Write(Timestamp known, bool truth)
    {
        Json.Clear();
        foreach (var (name, field, from) in fields)
        {
            Json.Write(name);
            if (from >= 0)
                Json.Write(source.Value(from).Span);
            else if (field == labels.Known)
                Json.WriteTime(known);
            else
                Json.Write(truth ? "true"u8 : "false"u8);
        }

        Json.Write("}"u8);
    }

    /// <summary>Optional fields that no event has are left out.</summary>
    IEnumerable<(string Field, int From)> Taken(TopologyModel topology)
    {
        foreach (var field in labels.Fields)
        {
            var name =
                field.Name == labels.Id ? topology.Source.Id
                : field.Name == labels.Time ? topology.Source.Time
                : field.Name;
            var own = field.Name == labels.Known || field.Name == labels.Target;
            var from = own ? -1 : source.IndexOf(name);
            if (own || from >= 0)
                yield return (field.Name, from);
        }
    }
}
