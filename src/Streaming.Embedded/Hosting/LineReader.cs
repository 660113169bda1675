namespace Streaming.Embedded.Hosting;

/// <summary>Reads lines of bounded length from a stream.</summary>
sealed class LineReader(Stream stream)
{
    readonly byte[] _buffer = new byte[LeaseJson.MaxLine];
    int _start;
    int _end;

    /// <summary>The next line without its end; null at the end of the stream, after an over-long line, or when the connection
    /// breaks.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken stop)
    {
        var looked = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, looked + found);
                _start += looked + found + 1;
                return line;
            }
            looked = _end - _start;
            MakeRoom();
            if (_end == _buffer.Length)
                return null;
            try
            {
                var read = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
                if (read == 0)
                    return null;
                _end += read;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }
}
