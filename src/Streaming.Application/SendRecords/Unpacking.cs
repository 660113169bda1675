using Streaming.Publishing.Files;
using Streaming.Topology;

namespace Streaming.Application.SendRecords;

/// <summary>Unpacks gzip from outside: a few bytes must not become a great many.</summary>
/// <param name="packed">Read to its end, where the checksum is.</param>
/// <param name="mostRatio">So many times as long may it become.</param>
sealed class Unpacking(Stream packed, int mostRatio) : IDisposable
{
    /// <summary>What is short may repeat itself as much as it likes.</summary>
    const long Harmless = 1 << 20;

    readonly GunzipStream _gzip = new(packed);
    long _read;

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="StreamingException">It is no gzip, is not all there, or becomes too long.</exception>
    public int Read(byte[] into)
    {
        int read;
        try
        {
            read = _gzip.Read(into, 0, into.Length);
        }
        catch (InvalidDataException e)
        {
            throw new StreamingException($"The body is said to be gzip: {e.Message}", e) { Kind = FailureKind.Invalid };
        }

        _read += read;
        if (_read > Harmless && _read > _gzip.Reached * mostRatio)
        {
            throw new StreamingException(
                $"The body unpacks to more than {mostRatio} times its length, as records do not. Send them in smaller bodies."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        return read;
    }

    public void Dispose() => _gzip.Dispose();
}
