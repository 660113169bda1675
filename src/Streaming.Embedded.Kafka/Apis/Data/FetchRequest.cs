using Streaming.Embedded.Kafka.Apis.Data.Sessions;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>A fetch request as it came in. Before version 13 topics have names, from then on ids.</summary>
/// <param name="SessionId">The session that it belongs to; 0: none.</param>
/// <param name="SessionEpoch">Its number in the session; 0 asks for a new one, -1 for none.</param>
/// <param name="Wanted">What is asked for: in a session, what has changed of that.</param>
/// <param name="Forgotten">What the session is not asked for any more.</param>
sealed record FetchRequest(
    int MaxWaitMs,
    int MinBytes,
    int MaxBytes,
    bool ReadCommitted,
    int SessionId,
    int SessionEpoch,
    List<WantedPartition> Wanted,
    List<FetchKey> Forgotten
)
{
    public static FetchRequest Read(Request request)
    {
        var version = request.Version;
        var reader = request.Reader();
        if (version <= 14)
            reader.Int32();
        var (maxWait, minBytes, maxBytes) = (reader.Int32(), reader.Int32(), reader.Int32());
        var readCommitted = reader.Int8() == 1;
        var (session, epoch) = version >= 7 ? (reader.Int32(), reader.Int32()) : (0, FetchSessions.NoSession);
        var wanted = new List<WantedPartition>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            ReadTopic(ref reader, version, wanted);
        var forgotten = new List<FetchKey>();
        for (var count = version >= 7 ? reader.ArrayLength() : 0; count > 0; count--)
        {
            var (name, id) = ReadTopicName(ref reader, version);
            forgotten.AddRange(reader.Int32Array().Select(index => new FetchKey(name, id, index)));
            reader.Tags();
        }

        return new FetchRequest(maxWait, minBytes, Math.Max(0, maxBytes), readCommitted, session, epoch, wanted, forgotten);
    }

    static (string Name, Guid Id) ReadTopicName(ref WireReader reader, short version) =>
        version <= 12 ? (reader.String(), Guid.Empty) : ("", reader.Uuid());

    static void ReadTopic(ref WireReader reader, short version, List<WantedPartition> wanted)
    {
        var (name, id) = ReadTopicName(ref reader, version);
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            var index = reader.Int32();
            var leaderEpoch = version >= 9 ? reader.Int32() : -1;
            var offset = reader.Int64();
            if (version >= 12)
                reader.Int32();
            if (version >= 5)
                reader.Int64();
            var maxBytes = reader.Int32();
            reader.Tags();
            wanted.Add(new WantedPartition(new FetchKey(name, id, index), offset, maxBytes, leaderEpoch));
        }

        reader.Tags();
    }
}
