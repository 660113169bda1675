using System.Text;
using System.Text.Json.Nodes;
using Streaming.Topology.Model;

namespace Streaming.Publishing.Hostile;

/// <summary>
/// Records that a pipeline must survive, made out of good ones by knowing nothing but the topology: broken JSON, wrong
/// types, deep nesting, invalid UTF-8, oversized values, nulls, duplicates, absurd times, unknown fields. The same seed
/// and the same events give the same records.
/// </summary>
public sealed class HostileRecords(TopologyModel topology, int seed)
{
    const int Depth = 2000;

    // Ten megabytes cost the broker and the disk as much as 50,000 events: now and then is enough.
    const int Rare = 400;

    readonly Random _random = new(seed);
    int _made;

    /// <summary>Turns a good event into a hostile record; it moves no clock.</summary>
    public void Spoil(OutgoingRecord record)
    {
        var key = record.Key.ToArray();
        var value = record.Value.ToArray();
        var kind = _made++ % Rare == Rare - 1 ? HostileKind.Oversized : (HostileKind)(_made % (int)HostileKind.Oversized);
        record.Set(Streaming.Topology.Plan.RowContent.Events, key, Make(kind, value), null);
        if (kind == HostileKind.NullKey)
            record.HasKey = false;
        if (kind == HostileKind.NullValue)
            record.HasValue = false;
    }

    byte[] Make(HostileKind kind, byte[] value) =>
        kind switch
        {
            HostileKind.Truncated => value[.._random.Next(1, value.Length)],
            HostileKind.Garbage => Garbage(),
            HostileKind.WrongTypes => Change(value, o => o[Field(f => f.Type != FieldType.String)] = new JsonObject { ["$gt"] = "" }),
            HostileKind.MissingField => Change(value, o => o.Remove(Field(f => !f.Optional))),
            HostileKind.NotANumber => Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(value).Replace(":", ":NaN,\"x\":", StringComparison.Ordinal)
            ),
            HostileKind.NotAnObject => "[1,2,3]"u8.ToArray(),
            HostileKind.DeepNesting => [.. Enumerable.Repeat((byte)'[', Depth), .. Enumerable.Repeat((byte)']', Depth)],
            HostileKind.InvalidUtf8 => BreakText(value),
            HostileKind.LongAgo => Change(value, o => o[topology.Source.Time] = "1970-01-01T00:00:00Z"),
            HostileKind.FarFuture => Change(value, o => o[topology.Source.Time] = "2100-01-01T00:00:00Z"),
            HostileKind.UnknownField => Change(value, o => o["__proto__"] = new JsonObject { ["admin"] = true }),
            HostileKind.RepeatedField => Repeat(value),
            HostileKind.Oversized => Change(value, o => o["padding"] = new string('x', 10_000_000)),
            // The record once more (a duplicate), without its key, or without its value.
            _ => value,
        };

    byte[] Garbage()
    {
        var bytes = new byte[_random.Next(1, 200)];
        _random.NextBytes(bytes);
        return bytes;
    }

    string Field(Func<FieldModel, bool> which)
    {
        var fields = topology.Source.Fields.Where(which).DefaultIfEmpty(topology.Source.Fields[0]).ToList();
        return fields[_random.Next(fields.Count)].Name;
    }

    static byte[] Change(byte[] value, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(value)!.AsObject();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    static byte[] Repeat(byte[] value)
    {
        var json = JsonNode.Parse(value)!.AsObject();
        var (name, first) = json.First();
        return
        [
            .. value.AsSpan(0, value.Length - 1),
            .. Encoding.UTF8.GetBytes($",{System.Text.Json.JsonSerializer.Serialize(name)}:{first?.ToJsonString() ?? "null"}}}"),
        ];
    }

    static byte[] BreakText(byte[] value)
    {
        var at = value.AsSpan().LastIndexOf((byte)'"');
        return at < 0 ? [0xff] : [.. value.AsSpan(0, at), 0xc3, 0x28, .. value.AsSpan(at)];
    }
}
