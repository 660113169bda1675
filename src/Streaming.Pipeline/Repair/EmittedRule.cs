namespace Streaming.Pipeline.Repair;

/// <summary>Where a record would lie that some version has emitted.</summary>
/// <param name="Seen">A record of an earlier version of the same stream still lies in that partition.</param>
/// <param name="Complete">Nothing has ever been deleted from that partition.</param>
readonly record struct ExpectedPlace(bool Seen, bool Complete);

/// <summary>
/// How far a stream's outputs are emitted, by what lies on the topics. Versions are emitted in order, so the last one that is
/// seen is the last one with outputs that is emitted, unless its successor's records may have been deleted since.
/// </summary>
static class EmittedRule
{
    /// <summary>
    /// Whether a version of which no record is seen was certainly never emitted. A partition loses its oldest records first: where
    /// an older one is still there, or nothing was ever deleted, this one would be there too.
    /// </summary>
    public static bool NeverEmitted(IEnumerable<ExpectedPlace> places) => places.Any(p => p.Seen || p.Complete);
}
