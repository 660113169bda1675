using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Following;

/// <summary>What followers have not handled yet, and would miss.</summary>
/// <param name="followers">Each with the stage that it follows; null: all.</param>
/// <param name="positions">Versions that they have handled, by follower and stream.</param>
sealed class UnhandledBatches(
    IReadOnlyList<(string Name, string? Stage)> followers,
    IReadOnlyDictionary<(string Follower, string Stream), long> positions
)
{
    /// <summary>The follower of a stream that is furthest behind, and the version it has handled; null: nobody follows it.</summary>
    public (string? Follower, long? Handled) Of(StreamKey stream)
    {
        (string?, long?) last = (null, null);
        foreach (var (name, _) in followers.Where(f => f.Stage is null || f.Stage == stream.Stage))
        {
            var handled = positions.GetValueOrDefault((name, stream.ToString()));
            if (last.Item2 is not { } least || handled < least)
                last = (name, handled);
        }

        return last;
    }
}
