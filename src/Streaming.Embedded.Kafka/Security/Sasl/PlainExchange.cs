using System.Text;

namespace Streaming.Embedded.Kafka.Security.Sasl;

/// <summary>PLAIN (RFC 4616): <c>[authorization id] NUL user NUL password</c>, in one message.</summary>
sealed class PlainExchange(IKafkaUsers users) : ISaslExchange
{
    const string Refused = "the user or the password is wrong";

    public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        var parts = SaslText.Decode(message.Span).Split('\0');
        if (parts.Length != 3 || parts[1].Length == 0 || (parts[0].Length > 0 && parts[0] != parts[1]))
            throw new SaslRefusedException("the message is none of PLAIN");
        if (!await users.CheckPasswordAsync(parts[1], parts[2], stop))
            throw new SaslRefusedException(Refused);
        return new SaslStep([], new KafkaPrincipal(parts[1]));
    }
}

static class SaslText
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="SaslRefusedException">It is no UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new SaslRefusedException("the message is no UTF-8");
        }
    }

    public static byte[] Encode(string text) => Strict.GetBytes(text);
}
