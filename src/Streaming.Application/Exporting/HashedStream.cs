using System.Security.Cryptography;

namespace Streaming.Application.Exporting;

/// <summary>Hashes what is written to a stream as it goes by.</summary>
/// <param name="stream">Disposed with it.</param>
sealed class HashedStream(Stream stream) : Stream
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    /// <summary>All has been written.</summary>
    /// <returns>How many bytes, and their SHA-256, hexadecimal.</returns>
    public (long Bytes, string Sha256) Complete()
    {
        stream.Dispose();
        return (_written, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        stream.Write(buffer, offset, count);
        _hash.AppendData(buffer, offset, count);
        _written += count;
    }

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
