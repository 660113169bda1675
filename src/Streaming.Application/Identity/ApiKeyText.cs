using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Application.Identity;

/// <summary>
/// A key as its holder has it: <c>sp_</c>, an id of 8 characters, 43 random ones (256 bits), and a check sum of 6, all letters and digits.
/// Programs that look for secrets in files know one by its beginning, and that it is whole by its end.
/// </summary>
/// <param name="Id">The part that is no secret.</param>
/// <param name="Text">All of it.</param>
public sealed record ApiKeyText(string Id, string Text)
{
    /// <summary>Every key begins so, and nothing else that gets into the same header.</summary>
    public const string Prefix = "sp_";

    const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const int IdLength = 8;
    const int SecretLength = 43;
    const int SumLength = 6;
    const int Length = 3 + IdLength + SecretLength + SumLength;

    static readonly SearchValues<char> Known = SearchValues.Create(Digits);

    /// <summary>A new one.</summary>
    public static ApiKeyText Create()
    {
        var text = Prefix + RandomNumberGenerator.GetString(Digits, IdLength + SecretLength);
        return new ApiKeyText(IdOf(text), text + SumOf(text));
    }

    /// <summary>Reads one. Whether it was ever given to anybody, this does not know.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key =
            text.Length == Length
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Known) < 0
            && text.AsSpan(Length - SumLength).SequenceEqual(SumOf(text[..^SumLength]))
                ? new ApiKeyText(IdOf(text), text)
                : null;
        return key is not null;
    }

    /// <summary>What is kept of it: SHA-256 (hex). As random as it is, nothing slower is needed.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    /// <summary>Whether this is the one that a hash was kept of; it takes as long either way.</summary>
    public bool Has(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash()), Encoding.ASCII.GetBytes(hash));

    /// <summary>No key goes to a log by accident.</summary>
    public override string ToString() => $"{Prefix}{Id}…";

    static string IdOf(string text) => text.Substring(Prefix.Length, IdLength);

    /// <summary>CRC-32 in base 62.</summary>
    static string SumOf(string text)
    {
        var left = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(text));
        return string.Create(SumLength, left, (sum, rest) =>
        {
            for (var i = sum.Length - 1; i >= 0; i--, rest /= (uint)Digits.Length)
                sum[i] = Digits[(int)(rest % (uint)Digits.Length)];
        });
    }
}
