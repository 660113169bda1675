namespace Streaming.Torture.Checking;

/// <summary>The same input without faults gives the same: verdicts, features, and of the same model scores and decisions, bit for
/// bit.</summary>
static class BaselineCheck
{
    /// <returns>How many rows were compared.</returns>
    public static long Run(
        IReadOnlyDictionary<string, StageRecords> tortured,
        IReadOnlyDictionary<string, StageRecords> calm,
        Findings findings
    )
    {
        var compared = 0L;
        var expected = Scored(calm).GroupBy(Key).ToDictionary(g => g.Key, g => g.First());
        foreach (var row in Scored(tortured))
        {
            if (row.TooLate)
                continue;
            compared++;
            if (!expected.TryGetValue(Key(row), out var other))
                findings.Add(FindingKind.Differing, $"{row.Id} ({row.Source}) is not scored without faults");
            else if (!row.SameValues(other))
                findings.Add(FindingKind.Differing, $"{row.Id} ({row.Source}) has {Text(row)}, without faults {Text(other)} ({other.Id})");
        }

        var reasons = Rejected(calm).GroupBy(Key).ToDictionary(g => g.Key, g => g.First().Reason);
        foreach (var row in Rejected(tortured))
        {
            compared++;
            var reason = reasons.GetValueOrDefault(Key(row), "accepted");
            if (reason != row.Reason)
                findings.Add(FindingKind.Differing, $"{row.Id} ({row.Source}) is {row.Reason}, without faults {reason}");
        }

        return compared;
    }

    static IEnumerable<ScoredRow> Scored(IReadOnlyDictionary<string, StageRecords> lineage) =>
        lineage.Values.SelectMany(s => s.Rows).OfType<ScoredRow>();

    static IEnumerable<RejectedRow> Rejected(IReadOnlyDictionary<string, StageRecords> lineage) =>
        lineage.Values.SelectMany(s => s.Rejected);

    /// <summary>The topics have other names; their ends (events, labels) and all that follows are the same.</summary>
    static (string, int, long) Key(RecordedRow row) =>
        (row.Source.Topic[(row.Source.Topic.LastIndexOf('-') + 1)..], row.Source.Partition, row.Source.Offset);

    static string Text(ScoredRow row) =>
        $"[{row.EventId} of {row.Key} at {row.Time}: "
        + $"{string.Join(' ', row.Features.Append(row.Score).Select(v => $"{BitConverter.SingleToUInt32Bits(v):x8}"))} {row.Decision} by "
        + $"{row.ScoredBy} flags {row.Flags}]";
}
