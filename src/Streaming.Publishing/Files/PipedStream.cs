namespace Streaming.Publishing.Files;

/// <summary>
/// Standard input or a pipe: what is not there yet is waited for, until stopped, and others hear of the waiting.
/// </summary>
/// <param name="stream">Disposed with this one.</param>
/// <param name="quiet">How long nothing must come before <paramref name="waiting"/> is called, each time anew.</param>
/// <param name="waiting">Called on the reader's thread while it waits.</param>
/// <param name="stop">Ends the wait.</param>
sealed class PipedStream(Stream stream, TimeSpan quiet, Action waiting, CancellationToken stop) : ReadOnlyStream
{
    readonly byte[] _buffer = new byte[1 << 16];
    Task<int>? _reading;
    int _start;
    int _end;
    bool _ended;

    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_start == _end && !_ended && count > 0)
            Fill();
        count = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer.AsSpan(offset));
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        // A read under way cannot be called off; it ends with the process.
        if (disposing && _reading is null or { IsCompleted: true })
            stream.Dispose();
        base.Dispose(disposing);
    }

    void Fill()
    {
        _reading ??= Task.Run(() => stream.Read(_buffer, 0, _buffer.Length), CancellationToken.None);
        // A faulted task is waited for below, where its own exception comes out.
        while (Task.WaitAny([_reading], (int)quiet.TotalMilliseconds, stop) < 0)
            waiting();
        (_start, _end) = (0, _reading.GetAwaiter().GetResult());
        _ended = _end == 0;
        _reading = null;
    }
}
