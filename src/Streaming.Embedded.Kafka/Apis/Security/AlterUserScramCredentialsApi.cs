using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Security;

/// <summary>Makes, changes and removes users for SCRAM. Passwords come salted: the broker does not see them. Of each user either all that
/// a request asks is done, or nothing.</summary>
sealed class AlterUserScramCredentialsApi(BrokerServices services) : SyncApi(ApiKey.AlterUserScramCredentials, 0, 0, 0)
{
    const int MostIterations = 16_384;

    /// <param name="User">Whose credential it is.</param>
    /// <param name="Mechanism">Its mechanism, as numbered by the protocol.</param>
    /// <param name="Iterations">Rounds of the key derivation.</param>
    /// <param name="Salt">Its salt; null: the credential is removed.</param>
    /// <param name="Salted">The password after the derivation.</param>
    sealed record Change(string User, sbyte Mechanism, int Iterations, byte[]? Salt, byte[] Salted);

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var changes = Read(ref reader);
        var refused = request.Access.Cluster(KafkaOperation.Alter);
        var users = changes.GroupBy(change => change.User, StringComparer.Ordinal).ToList();
        response.Int32(0);
        response.Array(users.Count);
        foreach (var user in users)
        {
            var (error, message) = refused != ErrorCode.None ? (refused, null) : Apply([.. user]);
            response.String(user.Key);
            response.Error(error);
            response.String(message);
            response.Tags();
        }

        response.Tags();
    }

    static List<Change> Read(ref WireReader reader)
    {
        var changes = new List<Change>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            changes.Add(new Change(reader.String(), reader.Int8(), 0, null, []));
            reader.Tags();
        }

        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            changes.Add(new Change(reader.String(), reader.Int8(), reader.Int32(), reader.Bytes().ToArray(), reader.Bytes().ToArray()));
            reader.Tags();
        }

        return changes;
    }

    (ErrorCode Error, string? Message) Apply(List<Change> changes)
    {
        if (changes.Select(Check).FirstOrDefault(result => result.Error != ErrorCode.None) is { Error: not ErrorCode.None } fault)
            return fault;
        if (changes.DistinctBy(change => change.Mechanism).Count() < changes.Count)
            return (ErrorCode.DuplicateResource, "A user's credential can be changed once in a request.");
        foreach (var (user, mechanism, iterations, salt, salted) in changes)
        {
            var hash = ScramFields.Hash(mechanism)!.Value;
            if (salt is null)
                services.ScramUsers.Remove(user, hash);
            else
                services.ScramUsers.Put(user, ScramCredential.OfSalted(hash, salted, salt, iterations));
        }

        return (ErrorCode.None, null);
    }

    (ErrorCode Error, string? Message) Check(Change change) =>
        change.User.Length == 0 ? (ErrorCode.UnacceptableCredential, "A user needs a name.")
        : ScramFields.Hash(change.Mechanism) is not { } hash ? (ErrorCode.UnsupportedSaslMechanism, "There is no such SCRAM mechanism.")
        : change.Salt is null
            ? services.ScramUsers.Find(change.User, hash) is null
                    ? (ErrorCode.ResourceNotFound, $"User {change.User} has no such credential.")
                : (ErrorCode.None, null)
        : change.Iterations is < ScramCredential.LeastIterations or > MostIterations
            ? (ErrorCode.UnacceptableCredential, $"A credential takes {ScramCredential.LeastIterations} to {MostIterations} iterations.")
        : change.Salt.Length == 0 || change.Salted.Length != ScramCredential.Size(hash)
            ? (ErrorCode.UnacceptableCredential, "A credential has a salt, and a salted password as long as the hash.")
        : (ErrorCode.None, null);
}
