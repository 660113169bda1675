using System.Text.Json;

namespace Streaming.Simulation.Running;

/// <summary>Writes the event as a JSON object and remembers where each field's value stands.</summary>
sealed class EventWriter
{
    readonly IReadOnlyList<EventField> fields;
    readonly byte[][] names;
    readonly int[] starts;
    readonly int[] ends;

    public EventWriter(IReadOnlyList<EventField> fields)
    {
        this.fields = fields;
        names = [.. fields.Select((f, i) => Name(f.Field.Name, i == 0))];
        starts = new int[fields.Count];
        ends = new int[fields.Count];
    }

    public JsonBuffer Json { get; } = new();

    /// <summary>The start of a field in an object: <c>{"name":</c> or <c>,"name":</c>.</summary>
    public static byte[] Name(string name, bool first) =>
        [(byte)(first ? '{' : ','), .. JsonSerializer.SerializeToUtf8Bytes(name), (byte)':'];

    public void Write(Draft draft)
    {
        Json.Clear();
        for (var i = 0; i < fields.Count; i++)
        {
            Json.Write(names[i]);
            starts[i] = Json.Length;
            fields[i].Write(draft, Json);
            ends[i] = Json.Length;
        }

        Json.Write("}"u8);
    }

    /// <summary>A field's value as JSON.</summary>
    public ReadOnlyMemory<byte> Value(int field) => Json.Range(starts[field], ends[field]);

    /// <summary>A field's value as text: without the quotes, where it has them.</summary>
    public ReadOnlyMemory<byte> Text(int field) =>
        Value(field).Span is [(byte)'"', ..] ? Json.Range(starts[field] + 1, ends[field] - 1) : Value(field);

    public int IndexOf(string name)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Field.Name == name)
                return i;
        }

        return -1;
    }
}
