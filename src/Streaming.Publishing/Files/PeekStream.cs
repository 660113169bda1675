namespace Streaming.Publishing.Files;

/// <summary>A stream whose beginning can be looked at before it is read: a pipe cannot be opened twice.</summary>
/// <param name="stream">Disposed with this one.</param>
/// <param name="least">How much of the beginning must be there, if the stream is not shorter.</param>
sealed class PeekStream(Stream stream, int least) : ReadOnlyStream
{
    const int Most = 4096;

    byte[]? _head;
    int _headLength;
    int _read;

    /// <summary>The beginning, as long as none of it has been read or passed over.</summary>
    public ReadOnlySpan<byte> Head
    {
        get
        {
            if (_head is null)
            {
                _head = new byte[Most];
                _headLength = stream.ReadAtLeast(_head, least, throwOnEndOfStream: false);
            }

            return _head.AsSpan(_read, _headLength - _read);
        }
    }

    /// <summary>Passes over some bytes of the beginning.</summary>
    public void Skip(int count) => _read += count;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var rest = Head;
        if (rest.IsEmpty)
            return stream.Read(buffer, offset, count);
        count = Math.Min(count, rest.Length);
        rest[..count].CopyTo(buffer.AsSpan(offset));
        _read += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }
}
