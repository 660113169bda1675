using Streaming.Topology;

namespace Streaming.Publishing.Rows;

/// <summary>What of a stream has been read and not yet used, in one piece that grows where it must.</summary>
/// <param name="stream">Disposed with the window.</param>
sealed class ByteWindow(Stream stream) : IDisposable
{
    const int Largest = 64 << 20;

    byte[] _buffer = new byte[1 << 16];
    int _start;
    int _end;

    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Nothing follows the rest.</summary>
    public bool Ended { get; private set; }

    /// <summary>How many bytes have been used.</summary>
    public long Used { get; private set; }

    public void Use(int count)
    {
        _start += count;
        Used += count;
    }

    /// <summary>Reads on; the rest keeps its beginning.</summary>
    public void Fill()
    {
        if (_start > 0)
        {
            Rest.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= Largest)
            {
                throw new StreamingException(
                    $"the file has an event of more than {Largest >> 20} MiB after its first {Used:N0} bytes. JSON lines hold one event "
                        + "each; break the file into lines."
                );
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        Ended = read == 0;
        _end += read;
    }

    public void Dispose() => stream.Dispose();
}
