namespace Streaming.Publishing.Rows;

/// <summary>A file cut into its rows, as bytes.</summary>
public interface IRowBytes : IDisposable
{
    /// <summary>The next row; valid until the next call. False at the end.</summary>
    bool Next(out ReadOnlySpan<byte> row);
}
