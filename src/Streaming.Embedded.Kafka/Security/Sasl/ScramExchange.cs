using System.Globalization;
using System.Security.Cryptography;

namespace Streaming.Embedded.Kafka.Security.Sasl;

/// <summary>
/// SCRAM without channel binding (RFC 5802; with SHA-256, RFC 7677): the client sends a nonce, the server adds its own with salt and
/// rounds, the client proves that it knows the password, and the server that it knows the user.
/// </summary>
/// <param name="users">Who there is.</param>
/// <param name="hash">The hash function.</param>
/// <param name="serverNonce">The server's nonce; null: a random one.</param>
sealed class ScramExchange(IKafkaUsers users, ScramHash hash, string? serverNonce = null) : ISaslExchange
{
    const int NonceBytes = 24;
    const string Refused = "the user or the password is wrong";

    /// <summary>Of users that there are not: so that their salt is the same every time, as if there were.</summary>
    static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    string? _user;
    string _bare = "";
    string _header = "";
    string _nonce = "";
    string _serverFirst = "";
    ScramCredential? _credential;

    public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        var text = SaslText.Decode(message.Span);
        if (_user is not null)
            return Last(text);
        ReadFirst(text);
        _credential = await users.FindScramAsync(_user!, hash, stop);
        var salt = _credential?.Salt ?? ScramCredential.Mac(hash, Secret, SaslText.Encode(_user!))[..16];
        var iterations = _credential?.Iterations ?? ScramCredential.LeastIterations;
        _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(salt)},i={iterations}");
        return new SaslStep(SaslText.Encode(_serverFirst), Principal: null);
    }

    /// <summary><c>n,[a=name],n=user,r=nonce[,extensions]</c>.</summary>
    void ReadFirst(string text)
    {
        var parts = text.Split(',');
        // 'p' would bind the exchange to the TLS connection, which is not offered; 'm' demands an extension that nobody knows.
        if (parts.Length < 4 || parts[0] is not ("n" or "y") || Value(parts[2], 'n') is not { Length: > 0 } user)
            throw new SaslRefusedException("the first message is none of SCRAM");
        if (Value(parts[3], 'r') is not { Length: > 0 } nonce)
            throw new SaslRefusedException("the first message has no nonce");
        _header = $"{parts[0]},{parts[1]},";
        _bare = text[_header.Length..];
        _user = user.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (parts[1].Length > 0 && Value(parts[1], 'a') != user)
            throw new SaslRefusedException("nobody may act for another");
        _nonce = nonce + (serverNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)));
    }

    /// <summary><c>c=header,r=nonce[,extensions],p=proof</c>.</summary>
    SaslStep Last(string text)
    {
        var end = text.LastIndexOf(",p=", StringComparison.Ordinal);
        var parts = end < 0 ? [] : text[..end].Split(',');
        if (parts.Length < 2 || Value(parts[0], 'c') != Convert.ToBase64String(SaslText.Encode(_header)) || Value(parts[1], 'r') != _nonce)
            throw new SaslRefusedException("the last message does not belong to the first");
        var proof = new byte[ScramCredential.Size(hash)];
        if (!Convert.TryFromBase64String(text[(end + 3)..], proof, out var length) || length != proof.Length)
            throw new SaslRefusedException("the proof cannot be read");
        var exchange = SaslText.Encode($"{_bare},{_serverFirst},{text[..end]}");
        if (_credential is null || !Proves(_credential, proof, exchange))
            throw new SaslRefusedException(Refused);
        var signature = ScramCredential.Mac(hash, _credential.ServerKey, exchange);
        return new SaslStep(SaslText.Encode($"v={Convert.ToBase64String(signature)}"), new KafkaPrincipal(_user!));
    }

    bool Proves(ScramCredential credential, ReadOnlySpan<byte> proof, byte[] exchange)
    {
        var key = ScramCredential.Mac(hash, credential.StoredKey, exchange);
        for (var i = 0; i < key.Length; i++)
            key[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(ScramCredential.Digest(hash, key), credential.StoredKey);
    }

    static string? Value(string attribute, char name) =>
        attribute.Length >= 2 && attribute[0] == name && attribute[1] == '=' ? attribute[2..] : null;
}
