using Streaming.Store.Access;

namespace Streaming.Application.ReadAccess;

/// <summary>A call on the access log, or several that were counted together.</summary>
/// <param name="At">When it began; of several, when the count was written.</param>
/// <param name="Who">Null where nobody knows.</param>
/// <param name="Address">Network address that it came from; null: the machine's own command line, or several.</param>
/// <param name="About">What it was about: a topology, a model.</param>
/// <param name="Why">The reason the caller gave.</param>
/// <param name="Outcome">done, failed, cancelled or refused; null where no end is on record: it is still at work, or its process
/// died.</param>
/// <param name="Detail">What went wrong.</param>
/// <param name="Seconds">How long it took; null for several.</param>
/// <param name="Calls">So many.</param>
/// <param name="Entry">Where it stands: stream/version.</param>
public sealed record AccessedCall(
    DateTimeOffset At,
    string? Who,
    string? Address,
    string Operation,
    string? About,
    string? Why,
    string? Outcome,
    string? Detail,
    double? Seconds,
    long Calls,
    string Entry
)
{
    /// <summary>Calls put together from their beginnings and ends, in the order in which they began.</summary>
    internal static IEnumerable<AccessedCall> Of(IReadOnlyList<AccessEntry> entries)
    {
        var ends = entries.Where(e => e.Note.Kind == AccessKind.Ended).ToDictionary(e => (e.Stream, e.Note.Began!.Value), e => e.Note);
        return entries
            .Where(e => e.Note.Kind is AccessKind.Began or AccessKind.Counted)
            .Select(e => Of(e, ends.GetValueOrDefault((e.Stream, e.Version))));
    }

    static AccessedCall Of(AccessEntry entry, AccessNote? end) =>
        new(
            entry.Note.At,
            entry.Note.Who,
            entry.Note.Address,
            entry.Note.Operation!,
            entry.Note.About,
            entry.Note.Why,
            entry.Note.Outcome ?? end?.Outcome,
            end?.Detail,
            end is null ? null : Math.Round((end.At - entry.Note.At).TotalSeconds, 3),
            entry.Note.Count ?? 1,
            $"{entry.Stream}/{entry.Version}"
        );
}
