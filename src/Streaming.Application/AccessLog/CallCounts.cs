using Streaming.Store.Access;

namespace Streaming.Application.AccessLog;

/// <summary>
/// Calls counted by who, what and outcome. Whoever is not known has no name to count by, so that there are never more counts
/// than operations and people who have proved who they are. Thread-safe.
/// </summary>
sealed class CallCounts(TimeProvider time)
{
    readonly Lock _lock = new();
    Dictionary<(string? Who, string Operation, string Outcome), long> _counts = [];
    DateTimeOffset _since = time.GetUtcNow();

    public void Add(string? who, string operation, string outcome, long calls = 1)
    {
        lock (_lock)
            _counts[(who, operation, outcome)] = _counts.GetValueOrDefault((who, operation, outcome)) + calls;
    }

    /// <summary>What was counted since the last time, as entries of the log.</summary>
    public IReadOnlyList<AccessNote> Take()
    {
        lock (_lock)
        {
            var (counts, since, now) = (_counts, _since, time.GetUtcNow());
            (_counts, _since) = ([], now);
            return
            [
                .. counts.Select(c => new AccessNote(AccessKind.Counted, now)
                {
                    Who = c.Key.Who,
                    Operation = c.Key.Operation,
                    Outcome = c.Key.Outcome,
                    Count = c.Value,
                    Since = since,
                }),
            ];
        }
    }

    /// <summary>Counts on from entries that could not be written.</summary>
    public void PutBack(IEnumerable<AccessNote> notes)
    {
        lock (_lock)
        {
            foreach (var note in notes)
            {
                Add(note.Who, note.Operation!, note.Outcome!, note.Count!.Value);
                if (note.Since < _since)
                    _since = note.Since.Value;
            }
        }
    }
}
