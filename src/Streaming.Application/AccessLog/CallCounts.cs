using Streaming.Store.Access;

namespace Streaming.Application.AccessLog;

/// <summary>What calls are counted by.</summary>
readonly record struct CountedCall(string? Who, string? Address, string Operation, string Outcome);

/// <summary>
/// Calls counted by who, whence, what and outcome. Whoever is not known has no name to count by, and addresses are told apart only up to
/// a number, so that no caller chooses how many counts there are. Thread-safe.
/// </summary>
sealed class CallCounts(TimeProvider time)
{
    /// <summary>From so many counts on, calls from further addresses are counted together.</summary>
    internal const int MostWithAddress = 1000;

    readonly Lock _lock = new();
    Dictionary<CountedCall, long> _counts = [];
    DateTimeOffset _since = time.GetUtcNow();

    public void Add(CountedCall call, long calls = 1)
    {
        lock (_lock)
        {
            var counted = _counts.Count < MostWithAddress || _counts.ContainsKey(call) ? call : call with { Address = null };
            _counts[counted] = _counts.GetValueOrDefault(counted) + calls;
        }
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
                    Address = c.Key.Address,
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
                Add(new(note.Who, note.Address, note.Operation!, note.Outcome!), note.Count!.Value);
                if (note.Since < _since)
                    _since = note.Since.Value;
            }
        }
    }
}
