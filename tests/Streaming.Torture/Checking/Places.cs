namespace Streaming.Torture.Checking;

/// <summary>Whether each of some records has exactly one place.</summary>
static class Places
{
    /// <param name="findings">Told about records with no place, with several, and about places of records that there are not.</param>
    /// <param name="what">What a place is, as in "the rows of by-account".</param>
    public static void Check<T>(Findings findings, string what, IEnumerable<T> expected, IEnumerable<(T Record, string Place)> found)
        where T : notnull
    {
        var places = expected.ToDictionary(r => r, _ => new List<string>(1));
        foreach (var (record, place) in found)
        {
            if (places.TryGetValue(record, out var list))
                list.Add(place);
            else
                findings.Add(FindingKind.Differing, $"{place} in {what} is of {record}, which should not be there");
        }

        foreach (var (record, list) in places)
        {
            if (list.Count == 0)
                findings.Add(FindingKind.Lost, $"{record} is not in {what}");
            if (list.Count > 1)
                findings.Add(FindingKind.Twice, $"{record} is {list.Count} times in {what}: {string.Join(", ", list)}");
        }
    }
}
