namespace Streaming.Publishing.Rows;

/// <summary>The lines of a stream as bytes, whatever they hold; empty ones are passed over.</summary>
public sealed class LineReader(Stream stream) : IRowBytes
{
    readonly ByteWindow _bytes = new(stream);

    /// <summary>The next line without its end; valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> row)
    {
        var searched = 0;
        while (true)
        {
            var rest = _bytes.Rest;
            var length = rest[searched..].IndexOf((byte)'\n');
            if (length >= 0 || (_bytes.Ended && !rest.IsEmpty))
            {
                length = length < 0 ? rest.Length : searched + length;
                row = rest[..length].TrimEnd((byte)'\r');
                _bytes.Use(Math.Min(rest.Length, length + 1));
                if (!row.IsEmpty)
                    return true;
                searched = 0;
                continue;
            }

            row = default;
            if (_bytes.Ended)
                return false;
            searched = rest.Length;
            _bytes.Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
