using Streaming.Topology;

namespace Streaming.Cli.Publishing.Rows;

/// <summary>The lines of a stream as bytes, whatever they hold; empty ones are passed over.</summary>
public sealed class LineReader(Stream stream) : IDisposable
{
    const int LongestLine = 64 << 20;

    byte[] _buffer = new byte[1 << 16];
    int _start;
    int _end;
    bool _ended;

    /// <summary>The next line without its end; valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest[searched..].IndexOf((byte)'\n');
            if (length >= 0 || (_ended && !rest.IsEmpty))
            {
                length = length < 0 ? rest.Length : searched + length;
                line = rest[..length].TrimEnd((byte)'\r');
                _start = Math.Min(_end, _start + length + 1);
                if (!line.IsEmpty) return true;
                searched = 0;
                continue;
            }

            line = default;
            if (_ended) return false;
            searched = rest.Length;
            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
                throw new StreamingException($"the file has a line of more than {LongestLine >> 20} MiB; JSON lines hold one event each. Break the file into lines.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }
}
