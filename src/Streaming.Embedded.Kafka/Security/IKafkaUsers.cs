namespace Streaming.Embedded.Kafka.Security;

/// <summary>Users with passwords. Implementations are asked from several connections at a time.</summary>
public interface IKafkaUsers
{
    /// <summary>Whether a user has this password (PLAIN).</summary>
    ValueTask<bool> CheckPasswordAsync(string user, string password, CancellationToken stop);

    /// <summary>What proofs of a user are checked against (SCRAM); null where there is no such user.</summary>
    ValueTask<ScramCredential?> FindScramAsync(string user, ScramHash hash, CancellationToken stop);
}
