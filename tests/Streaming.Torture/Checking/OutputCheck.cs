using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;
using Streaming.Torture.Publishing;

namespace Streaming.Torture.Checking;

/// <summary>Every row of lineage that has an output has it once, in order, and saying what lineage says.</summary>
sealed class OutputCheck(TopologyModel topology, SourceTopics sources, IReadOnlyDictionary<string, StageRecords> lineage, Findings findings)
{
    /// <returns>How many there were.</returns>
    public long Predictions(IEnumerable<KafkaRecord> topic)
    {
        var rows = lineage.Values.SelectMany(s => s.Rows).OfType<ScoredRow>().ToDictionary(r => r.Id);
        return Run("the predictions", rows, topic, Compare);
    }

    /// <returns>How many there were.</returns>
    public long Quarantine(IEnumerable<KafkaRecord> topic)
    {
        var rows = lineage.Values.SelectMany(s => s.Rejected).ToDictionary(r => r.Id);
        return Run("the quarantine", rows, topic, Compare);
    }

    long Run<T>(string what, Dictionary<LineageId, T> rows, IEnumerable<KafkaRecord> topic, Func<T, KafkaRecord, string?> differs)
        where T : RecordedRow
    {
        var last = new Dictionary<(KafkaPartition, StreamKey), LineageId>();
        var places = new List<(SourceRecord, string)>();
        foreach (var record in topic)
        {
            var place = $"{record.Partition}@{record.Offset}";
            if (!LineageId.TryParse(record.Header(QuarantineHeaders.LineageId) ?? "", out var id) || !rows.TryGetValue(id, out var row))
            {
                findings.Add(FindingKind.Differing, $"{place} names no row of lineage: {record.Header(QuarantineHeaders.LineageId)}");
                continue;
            }

            places.Add((row.Source, place));
            if (differs(row, record) is { } difference)
                findings.Add(FindingKind.Differing, $"{place} is not what {id} says: {difference}");
            var channel = (record.Partition, id.Stream);
            if (last.TryGetValue(channel, out var previous) && (id.Version, id.Row).CompareTo((previous.Version, previous.Row)) <= 0)
                findings.Add(FindingKind.OutOfOrder, $"{place} is {id}, and before it came {previous}");
            last[channel] = id;
        }

        Places.Check(findings, what, rows.Values.Select(r => r.Source).Distinct(), places);
        return places.Count;
    }

    string? Compare(ScoredRow row, KafkaRecord record)
    {
        var expected = Expected(row);
        return Difference("key", row.Key, record.Key is { } key ? Encoding.UTF8.GetString(key) : null)
            ?? Difference("event id header", row.EventId, record.Header("event-id"))
            ?? Difference("model header", row.ScoredBy, record.Header("model-version"))
            ?? Difference("source header", $"{row.Source.Topic}/{row.Source.Partition}/{row.Source.Offset}", record.Header("source"))
            ?? (
                JsonNode.DeepEquals(expected, Parsed(record.Value))
                    ? null
                    : $"{(record.Value is { } value ? Encoding.UTF8.GetString(value) : "nothing")} instead of {expected.ToJsonString()}"
            );
    }

    /// <summary>What docs/schemas/prediction-v1.schema.json makes of a row, put together in another way than the pipeline does.</summary>
    JsonObject Expected(ScoredRow row)
    {
        var model = row.ScoredBy.Split('/') is [var name, var version]
            ? new JsonObject { ["name"] = name, ["version"] = int.Parse(version, CultureInfo.InvariantCulture) }
            : new JsonObject { ["rule"] = true };
        var prediction = new JsonObject
        {
            ["schema"] = 1,
            ["topology"] = topology.Name,
            ["topology_version"] = topology.Version,
            ["event_id"] = row.EventId,
            ["key"] = row.Key,
            ["event_time"] = IsoTime.Format(row.Time),
            ["score"] = float.IsNaN(row.Score) ? null : JsonNode.Parse(row.Score.ToString("R", CultureInfo.InvariantCulture)),
            ["decision"] = row.Decision,
            ["model"] = model,
            ["lineage_id"] = row.Id.ToString(),
        };
        if (((RowFlags)row.Flags).HasFlag(RowFlags.Late))
            prediction["late"] = true;
        return prediction;
    }

    static JsonNode? Parsed(byte[]? value)
    {
        try
        {
            return JsonNode.Parse(value, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    string? Compare(RejectedRow row, KafkaRecord record)
    {
        var source =
            $"{record.Header(QuarantineHeaders.SourceTopic)}[{record.Header(QuarantineHeaders.SourcePartition)}]"
            + $"@{record.Header(QuarantineHeaders.SourceOffset)}";
        return Difference("source", row.Source.ToString(), source)
            ?? Difference("headers", "1", record.Header(QuarantineHeaders.Schema))
            ?? Difference("reason", row.Reason, record.Header(QuarantineHeaders.Reason))
            ?? Difference("rule", row.Rule, record.Header(QuarantineHeaders.Rule))
            ?? Difference("detail", row.Detail, record.Header(QuarantineHeaders.Detail))
            ?? (IsCut(record) || sources.HashOf(row.Source) == HashOf(record) ? null : "its key and value are not those that were sent");
    }

    static bool IsCut(KafkaRecord record) => record.Header(QuarantineHeaders.RawLength) is not null;

    static ulong HashOf(KafkaRecord record) => Ledger.HashOf(record.Key, record.Value, []);

    static string? Difference(string what, string? expected, string? found) =>
        expected == found ? null : $"{what} {found ?? "(none)"} instead of {expected ?? "none"}";
}
