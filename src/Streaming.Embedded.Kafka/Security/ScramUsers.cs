using System.Collections.Concurrent;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Security;

/// <summary>Users whom clients have made for SCRAM, kept as credentials in the state store, besides the users of the options.</summary>
/// <param name="state">Where they are kept.</param>
/// <param name="given">The options' users; they come in by PLAIN, too.</param>
sealed class ScramUsers(StateStore state, IKafkaUsers? given) : IKafkaUsers
{
    readonly ConcurrentDictionary<(string User, ScramHash Hash), ScramCredential> _kept = new(
        state.Entries(StateKind.ScramUser).Select(entry => Decode(entry.Key, entry.Value))
    );

    public IEnumerable<string> Names => _kept.Keys.Select(key => key.User).Distinct(StringComparer.Ordinal);

    public ValueTask<bool> CheckPasswordAsync(string user, string password, CancellationToken stop) =>
        given?.CheckPasswordAsync(user, password, stop) ?? ValueTask.FromResult(false);

    public ValueTask<ScramCredential?> FindScramAsync(string user, ScramHash hash, CancellationToken stop) =>
        Find(user, hash) is { } kept ? ValueTask.FromResult<ScramCredential?>(kept)
        : given is not null ? given.FindScramAsync(user, hash, stop)
        : ValueTask.FromResult<ScramCredential?>(null);

    public ScramCredential? Find(string user, ScramHash hash) => _kept.GetValueOrDefault((user, hash));

    public void Put(string user, ScramCredential credential)
    {
        state.Put(
            Key(user, credential.Hash),
            StateKey.Encode(writer =>
            {
                writer.Int32(credential.Iterations);
                writer.Bytes(credential.Salt);
                writer.Bytes(credential.StoredKey);
                writer.Bytes(credential.ServerKey);
            })
        );
        _kept[(user, credential.Hash)] = credential;
    }

    /// <summary>False where there is no such user.</summary>
    public bool Remove(string user, ScramHash hash)
    {
        if (!_kept.ContainsKey((user, hash)))
            return false;
        state.Delete(Key(user, hash));
        return _kept.TryRemove((user, hash), out _);
    }

    static byte[] Key(string user, ScramHash hash) => StateKey.Of(StateKind.ScramUser, writer =>
        {
            writer.Int8((sbyte)hash);
            writer.String(user);
        });

    static KeyValuePair<(string, ScramHash), ScramCredential> Decode(byte[] key, byte[] value)
    {
        var name = StateKey.Fields(key);
        var hash = (ScramHash)name.Int8();
        var fields = new WireReader(value, flexible: false);
        var (iterations, salt) = (fields.Int32(), fields.Bytes().ToArray());
        var credential = new ScramCredential(hash, salt, iterations, fields.Bytes().ToArray(), fields.Bytes().ToArray());
        return new((name.String(), hash), credential);
    }
}
