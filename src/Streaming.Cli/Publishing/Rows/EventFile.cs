using System.IO.Compression;
using Streaming.Topology;

namespace Streaming.Cli.Publishing.Rows;

/// <summary>A file of events on disk: CSV or JSON lines, gzip-compressed or not, recognised by its first bytes.</summary>
public sealed class EventFile(string path) : IDisposable
{
    FileStream? _open;

    public string Path { get; } = path;

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Fraction => _open is { CanRead: true, Length: > 0 } file ? (double)file.Position / file.Length : 0;

    /// <exception cref="StreamingException">The file is not there or cannot be read.</exception>
    public RowReader Open(FieldNames names, bool others)
    {
        try
        {
            var json = IsJson();
            var stream = OpenText();
            return json ? new JsonRows(stream, names) : new CsvRows(stream, names, others);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Unreadable(e);
        }
    }

    public void Dispose() => _open?.Dispose();

    public StreamingException Unreadable(Exception fault) => new($"{Path} cannot be read: {fault.Message}", fault);

    bool IsJson()
    {
        using var stream = OpenText();
        var head = new byte[4096];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length == 0) throw new StreamingException($"{Path} is empty; a file of events has a CSV header or one JSON object a line.");
        return head.AsSpan(0, length).TrimStart(" \t\r\n\uFEFF"u8).StartsWith("{"u8);
    }

    Stream OpenText()
    {
        _open = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var read = _open.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        _open.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b] ? new GZipStream(_open, CompressionMode.Decompress) : _open;
    }
}
