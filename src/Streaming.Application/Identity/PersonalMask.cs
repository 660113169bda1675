using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streaming.Application.FindRecord;
using Streaming.Application.ListRecords;
using Streaming.Application.Operations;
using Streaming.Application.Quarantine;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Application.Identity;

/// <summary>What somebody sees of a topology's records who may not see personal fields: that there is a value, and not which.</summary>
sealed class PersonalMask
{
    /// <summary>In place of a value.</summary>
    public const string Hidden = "(personal)";

    static readonly JsonWriterOptions Writing = new() { Encoder = ResultJson.OneLine.Encoder };

    readonly HashSet<string> _fields;
    readonly HashSet<string> _labelFields;

    PersonalMask(TopologyModel topology)
    {
        _fields = Personal(topology.Source.Fields);
        _labelFields = Personal(topology.Labels?.Fields ?? []);
        HidesKey = _fields.Contains(topology.Source.Key);
        HidesId = _fields.Contains(topology.Source.Id);
    }

    /// <summary>Keys are personal.</summary>
    public bool HidesKey { get; }

    /// <summary>Ids of events are personal.</summary>
    public bool HidesId { get; }

    /// <summary>For somebody and a topology; null: they may see all of it, or there is nothing to hide.</summary>
    public static PersonalMask? For(Principal principal, TopologyModel topology)
    {
        if (principal.SeesPersonal)
            return null;
        var mask = new PersonalMask(topology);
        return mask._fields.Count + mask._labelFields.Count > 0 ? mask : null;
    }

    /// <summary>For somebody who names one record of a topology.</summary>
    /// <exception cref="RefusedException">They name it by an id that they may not see.</exception>
    public static PersonalMask? ForRecord(OperationInfo operation, Principal principal, TopologyModel topology, string id)
    {
        var mask = For(principal, topology);
        return mask is { HidesId: true } && !LineageId.TryParse(id, out _) ? throw RefusedException.Personal(operation, principal) : mask;
    }

    public FoundRecord Over(FoundRecord record) =>
        record with
        {
            EventId = Id(record.EventId),
            Raw = record.Raw is null ? null : Hidden,
            Fields = Over(record.Fields, _fields),
            Labels = [.. record.Labels.Select(label => label with { Fields = Over(label.Fields, _labelFields) })],
        };

    public ListedRecord Over(ListedRecord record) => record with { EventId = Id(record.EventId), Key = Key(record.Key) };

    public QuarantinedRecord Over(QuarantinedRecord record) => record.Masked(Key(record.Key), Hidden);

    /// <summary>A prediction as it lies on its topic, which has the event's id and key.</summary>
    public ReadOnlyMemory<byte> Over(ReadOnlyMemory<byte> prediction)
    {
        if (!HidesId && !HidesKey)
            return prediction;
        var written = new ArrayBufferWriter<byte>(prediction.Length);
        using (var json = new Utf8JsonWriter(written, Writing))
        {
            if (!TryRead(prediction, out var document))
            {
                // Whoever may write to the topic may have put anything there.
                json.WriteStringValue(Hidden);
            }
            else
            {
                using (document)
                    Write(json, document.RootElement);
            }
        }

        return written.WrittenMemory;
    }

    static bool TryRead(ReadOnlyMemory<byte> prediction, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(prediction);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return true;
            document.Dispose();
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    void Write(Utf8JsonWriter json, JsonElement prediction)
    {
        json.WriteStartObject();
        foreach (var member in prediction.EnumerateObject())
        {
            if ((HidesId && member.NameEquals("event_id"u8)) || (HidesKey && member.NameEquals("key"u8)))
                json.WriteString(member.Name, Hidden);
            else
                member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    string? Id(string? id) => HidesId && id is not null ? Hidden : id;

    string? Key(string? key) => HidesKey && key is not null ? Hidden : key;

    static Dictionary<string, object?> Over(IReadOnlyDictionary<string, object?> fields, HashSet<string> hidden) =>
        fields.ToDictionary(f => f.Key, f => f.Value is not null && hidden.Contains(f.Key) ? Hidden : f.Value, StringComparer.Ordinal);

    static HashSet<string> Personal(IEnumerable<FieldModel> fields) =>
        fields.Where(f => f.Personal).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
}
