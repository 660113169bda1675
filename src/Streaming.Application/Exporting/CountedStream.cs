namespace Streaming.Application.Exporting;

/// <summary>Counts what is written to a stream that does not know its position: formats with a table of contents ask for it.</summary>
/// <param name="stream">Not disposed.</param>
sealed class CountedStream(Stream stream) : Stream
{
    long _written;

    public override bool CanRead => false;

    // Arrow's writer insists, and then only asks for the position.
    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        stream.Write(buffer, offset, count);
        _written += count;
    }

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
