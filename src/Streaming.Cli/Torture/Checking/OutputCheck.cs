using System.Globalization;
using System.Text.Json;
using Streaming.Cli.Torture.Publishing;
using Streaming.Events.Predictions;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;

namespace Streaming.Cli.Torture.Checking;

/// <summary>Every row of lineage that has an output has it once, in order, and saying what lineage says.</summary>
internal sealed class OutputCheck(SourceTopics sources, IReadOnlyDictionary<string, StageRecords> lineage, Findings findings)
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
            if (differs(row, record) is { } difference) findings.Add(FindingKind.Differing, $"{place} is not what {id} says: {difference}");
            var channel = (record.Partition, id.Stream);
            if (last.TryGetValue(channel, out var previous) && (id.Version, id.Row).CompareTo((previous.Version, previous.Row)) <= 0)
                findings.Add(FindingKind.OutOfOrder, $"{place} is {id}, and before it came {previous}");
            last[channel] = id;
        }

        Places.Check(findings, what, rows.Values.Select(r => r.Source).Distinct(), places);
        return places.Count;
    }

    static string? Compare(ScoredRow row, KafkaRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        var root = json.RootElement;
        var score = root.GetProperty("score") is { ValueKind: JsonValueKind.Number } number ? float.Parse(number.GetRawText(), CultureInfo.InvariantCulture) : float.NaN;
        return Difference("event id", row.EventId, root.GetProperty("event_id").GetString())
            ?? Difference("decision", row.Decision, root.GetProperty("decision").GetString())
            ?? Difference("lineage id", row.Id.ToString(), root.GetProperty("lineage_id").GetString())
            ?? Difference("source", $"{row.Source.Topic}/{row.Source.Partition}/{row.Source.Offset}", record.Header("source"))
            ?? (score.Equals(row.Score) ? null : $"score {score:R} instead of {row.Score:R}");
    }

    string? Compare(RejectedRow row, KafkaRecord record)
    {
        var source = new SourceRecord(
            record.Header(QuarantineHeaders.SourceTopic) ?? "",
            int.Parse(record.Header(QuarantineHeaders.SourcePartition) ?? "-1", CultureInfo.InvariantCulture),
            long.Parse(record.Header(QuarantineHeaders.SourceOffset) ?? "-1", CultureInfo.InvariantCulture));
        return Difference("source", row.Source.ToString(), source.ToString())
            ?? Difference("reason", row.Reason, record.Header(QuarantineHeaders.Reason))
            ?? (IsCut(record) || sources.HashOf(source) == HashOf(record) ? null : "its key and value are not those that were sent");
    }

    static bool IsCut(KafkaRecord record) => record.Header(QuarantineHeaders.RawLength) is not null;

    static ulong HashOf(KafkaRecord record) => Ledger.HashOf(record.Key, record.Value, []);

    static string? Difference(string what, string expected, string? found) =>
        expected == found ? null : $"{what} {found ?? "(none)"} instead of {expected}";
}
