namespace Streaming.Cli.Shell;

/// <summary>A stream into a pipe; tells when nobody reads it any more.</summary>
/// <param name="pipe">Disposed with this one.</param>
sealed class PipeOut(Stream pipe) : Stream
{
    // EPIPE of Linux, macOS and the BSDs alike.
    const int BrokenPipe = 32;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            pipe.Write(buffer, offset, count);
        }
        catch (IOException e) when ((e.HResult & 0xffff) == BrokenPipe)
        {
            throw new OutputClosedException(e);
        }
    }

    public override void Flush() => pipe.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            pipe.Dispose();
        base.Dispose(disposing);
    }
}
