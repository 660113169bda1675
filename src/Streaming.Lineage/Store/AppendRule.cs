namespace Streaming.Lineage.Store;

/// <summary>What the database holds of a stream after an append failed or its answer was lost.</summary>
/// <param name="TailVersion">0 when the stream has no batch.</param>
/// <param name="HashAtOurs">Hash stored at the last version we meant to write; null when there is none.</param>
readonly record struct StoredFacts(long TailVersion, byte[]? HashAtOurs);

enum AppendVerdict
{
    /// <summary>Our bytes are there: the commit went through and only its answer was lost.</summary>
    Appended,

    /// <summary>Another writer was there, or the stream is shorter than what we chained to.</summary>
    Conflicted,

    /// <summary>Nothing happened: try again.</summary>
    NotWritten,
}

/// <summary>Decides by facts alone what became of an append.</summary>
static class AppendRule
{
    /// <param name="firstVersion">Version of our first batch of the stream.</param>
    /// <param name="lastHash">Hash of our last batch of the stream.</param>
    /// <param name="stored">What is there.</param>
    public static AppendVerdict Decide(long firstVersion, byte[] lastHash, StoredFacts stored)
    {
        // The hash chains back over all earlier batches, so equality of the last one speaks for all of them.
        if (stored.HashAtOurs is { } hash)
            return hash.AsSpan().SequenceEqual(lastHash) ? AppendVerdict.Appended : AppendVerdict.Conflicted;
        return stored.TailVersion == firstVersion - 1 ? AppendVerdict.NotWritten : AppendVerdict.Conflicted;
    }
}
