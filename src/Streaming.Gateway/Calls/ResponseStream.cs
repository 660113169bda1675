namespace Streaming.Gateway.Calls;

/// <summary>The body of an answer for writers that close what they write to: it stays open, for the server to end.</summary>
sealed class ResponseStream(Stream body) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => body.Flush();

    public override Task FlushAsync(CancellationToken stop) => body.FlushAsync(stop);

    public override void Write(byte[] buffer, int offset, int count) => body.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => body.Write(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken stop = default) => body.WriteAsync(buffer, stop);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
