using System.Security.Cryptography;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis.Data.Sessions;

/// <summary>What a fetch is answered with: everything that is wanted, and the session, where there is one.</summary>
readonly record struct FetchContext(ErrorCode Error, FetchSession? Session, bool IsFirst, List<WantedPartition> Wanted);

/// <summary>
/// The fetch sessions there are, only so many: a new one takes the place of one that was silent for two minutes, or of a smaller one that
/// is older than that, as with Apache Kafka; where there is none such, the consumer goes on without a session. None outlives the broker.
/// </summary>
sealed class FetchSessions(int slots, Clock clock)
{
    public const int NewSession = 0;
    public const int NoSession = -1;

    /// <summary>Partitions of all sessions together, some hundred bytes each.</summary>
    const int MaxPartitions = 1_000_000;

    static readonly TimeSpan Safe = TimeSpan.FromMinutes(2);

    readonly Lock _lock = new();
    readonly Dictionary<int, FetchSession> _byId = [];
    long _partitions;

    public int Count
    {
        get
        {
            lock (_lock)
                return _byId.Count;
        }
    }

    public FetchContext Open(FetchRequest request, bool usesTopicIds)
    {
        var now = clock.Elapsed;
        if (request.SessionEpoch is NewSession or NoSession)
        {
            Close(request.SessionId);
            var created = request.SessionEpoch == NewSession ? TryCreate(request.Wanted.Count, usesTopicIds, now) : null;
            if (created is null)
                return new FetchContext(ErrorCode.None, null, IsFirst: true, request.Wanted);
            created.Update(request, usesTopicIds, out var all);
            return new FetchContext(ErrorCode.None, created, IsFirst: true, all);
        }

        if (Use(request.SessionId, now) is not { } session)
            return new FetchContext(ErrorCode.FetchSessionIdNotFound, null, IsFirst: true, []);
        var error = session.Update(request, usesTopicIds, out var wanted);
        if (error != ErrorCode.None)
            return new FetchContext(error, null, IsFirst: true, []);
        // One without partitions is over; and one that has become too large starts again without being remembered.
        if (wanted.Count > 0 && TryResize(session, wanted.Count))
            return new FetchContext(ErrorCode.None, session, IsFirst: false, wanted);
        Close(session.Id);
        return new FetchContext(wanted.Count == 0 ? ErrorCode.None : ErrorCode.FetchSessionIdNotFound, null, IsFirst: true, []);
    }

    FetchSession? Use(int id, TimeSpan now)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(id, out var session))
                session.LastUsed = now;
            return session;
        }
    }

    void Close(int id)
    {
        lock (_lock)
        {
            if (_byId.Remove(id, out var session))
                _partitions -= session.Size;
        }
    }

    FetchSession? TryCreate(int size, bool usesTopicIds, TimeSpan now)
    {
        lock (_lock)
        {
            if (size == 0 || size > MaxPartitions || slots == 0)
                return null;
            if (_byId.Count >= slots || _partitions + size > MaxPartitions)
            {
                if (Evictable(size, now) is not { } old)
                    return null;
                Close(old.Id);
            }

            if (_partitions + size > MaxPartitions)
                return null;
            int id;
            do id = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            while (_byId.ContainsKey(id));
            _partitions += size;
            return _byId[id] = new FetchSession(id, usesTopicIds, now) { Size = size };
        }
    }

    FetchSession? Evictable(int size, TimeSpan now)
    {
        var silent = _byId.Values.MinBy(session => session.LastUsed);
        if (silent is not null && now - silent.LastUsed > Safe)
            return silent;
        return _byId.Values.Where(session => session.Size < size && now - session.Created > Safe).MinBy(session => session.Size);
    }

    bool TryResize(FetchSession session, int size)
    {
        lock (_lock)
        {
            if (!_byId.ContainsKey(session.Id))
                return false;
            if (_partitions - session.Size + size > MaxPartitions)
                return false;
            _partitions += size - session.Size;
            session.Size = size;
            return true;
        }
    }
}
