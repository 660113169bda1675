using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis.Data.Sessions;

/// <summary>
/// What one consumer wants (KIP-227): after a first request that says everything it says only what has changed, and is told only of
/// partitions where there is something to tell.
/// </summary>
sealed class FetchSession(int id, bool byTopicId, TimeSpan now)
{
    readonly Lock _lock = new();
    readonly Dictionary<FetchKey, WantedPartition> _wanted = [];

    /// <summary>The same, in the order in which they are looked at.</summary>
    List<WantedPartition> _order = [];
    int _epoch = 1;

    public int Id { get; } = id;

    public TimeSpan Created { get; } = now;

    /// <summary>Guarded by the cache's lock, as is the size.</summary>
    public TimeSpan LastUsed { get; set; } = now;

    public int Size { get; set; }

    /// <summary>Takes in what a request changes, if it is the next one.</summary>
    /// <param name="request">The first one of the session comes with the number 0.</param>
    /// <param name="usesTopicIds">A session does not change from names to ids.</param>
    /// <param name="wanted">Everything that is wanted now.</param>
    public ErrorCode Update(FetchRequest request, bool usesTopicIds, out List<WantedPartition> wanted)
    {
        lock (_lock)
        {
            wanted = [];
            if (request.SessionEpoch != FetchSessions.NewSession)
            {
                if (request.SessionEpoch != _epoch)
                    return ErrorCode.InvalidFetchSessionEpoch;
                if (usesTopicIds != byTopicId)
                    return ErrorCode.FetchSessionTopicIdError;
                _epoch = _epoch == int.MaxValue ? 1 : _epoch + 1;
            }

            foreach (var key in request.Forgotten)
                _wanted.Remove(key);
            foreach (var partition in request.Wanted)
            {
                if (_wanted.TryGetValue(partition.Key, out var known))
                    (partition.ToldEnd, partition.ToldStart) = (known.ToldEnd, known.ToldStart);
                _wanted[partition.Key] = partition;
            }

            if (request.Wanted.Count + request.Forgotten.Count > 0)
                Reorder();
            wanted = [.. _order];
            return ErrorCode.None;
        }
    }

    /// <summary>Of what was looked at, what the consumer is to be told: all of a first answer, of later ones what is new.</summary>
    public List<FetchPartition> ToTell(List<FetchPartition> found, bool everything)
    {
        lock (_lock)
        {
            var told = everything ? found : found.FindAll(IsNew);
            foreach (var partition in told)
            {
                partition.Wanted.ToldEnd = partition.View?.EndOffset ?? -1;
                partition.Wanted.ToldStart = partition.View?.StartOffset ?? -1;
            }

            // Whoever had something comes last next time, so that no partition starves the others.
            var served = told.Where(partition => partition.HasRecords).Select(partition => partition.Wanted).ToHashSet();
            if (served.Count > 0 && served.Count < _order.Count)
                _order = [.. _order.Where(wanted => !served.Contains(wanted)), .. _order.Where(served.Contains)];
            return told;
        }
    }

    static bool IsNew(FetchPartition partition) =>
        partition.Error != ErrorCode.None
        || partition.HasRecords
        || partition.View?.EndOffset != partition.Wanted.ToldEnd
        || partition.View?.StartOffset != partition.Wanted.ToldStart;

    /// <summary>Those that were there keep their order, new ones come last.</summary>
    void Reorder()
    {
        var before = _order.Select(wanted => wanted.Key).ToHashSet();
        _order =
        [
            .. _order.Select(wanted => _wanted.GetValueOrDefault(wanted.Key)).OfType<WantedPartition>(),
            .. _wanted.Values.Where(wanted => !before.Contains(wanted.Key)),
        ];
    }
}
