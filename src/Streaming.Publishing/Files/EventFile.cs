using System.Text;
using Streaming.Publishing.Rows;
using Streaming.Topology;

namespace Streaming.Publishing.Files;

/// <summary>
/// A file of events: CSV, JSON lines or a JSON array, packed with gzip or not, recognised by its first bytes; on disk, a
/// pipe or standard input.
/// </summary>
/// <param name="path">The file; <c>-</c>: standard input.</param>
/// <param name="encoding">What its bytes mean; null: UTF-8, or what its byte order mark says.</param>
/// <param name="waiting">Called while a pipe has nothing new.</param>
/// <param name="stop">Ends the wait for a pipe.</param>
public sealed class EventFile(string path, Encoding? encoding, Action waiting, CancellationToken stop) : IDisposable
{
    /// <summary>So much of the beginning tells what the file is; a pipe that gives little is not waited for longer.</summary>
    internal const int HeadLength = 16;

    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    Stream? _open;
    bool _piped;

    /// <summary>What to call it.</summary>
    public string Name => path == "-" ? "standard input" : path;

    /// <summary>How much of the file has been read, 0 to 1; null of a pipe.</summary>
    public double? Fraction => _open is { CanRead: true, CanSeek: true, Length: > 0 } file ? (double)file.Position / file.Length : null;

    /// <exception cref="StreamingException">The file is not there, cannot be read or is no file of events.</exception>
    public RowReader Open(FieldNames names, bool others)
    {
        try
        {
            var text = OpenText();
            var kind = Kind(text.Head);
            return kind switch
            {
                TextKind.Array => new JsonRows(new JsonElements(text, array: true), names),
                TextKind.Objects => new JsonRows(new JsonElements(text, array: false), names),
                TextKind.Lines => new JsonRows(new LineReader(text), names),
                _ => new CsvRows(new Utf8Stream(text), names, others),
            };
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The file's text as UTF-8, unpacked, whatever is in it.</summary>
    /// <exception cref="StreamingException">The file is not there or cannot be read.</exception>
    public Stream OpenAsUtf8()
    {
        try
        {
            return new Utf8Stream(OpenText());
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _open?.Dispose();

    /// <summary>What reading may throw because of the file.</summary>
    public static bool IsUnreadable(Exception fault) => fault is IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>A fault of reading it, with its name.</summary>
    public StreamingException Unreadable(Exception fault) =>
        new($"{Name} cannot be read: {fault.Message}", fault) { Cure = (fault as UnreadableTextException)?.Cure };

    PeekStream OpenText()
    {
        if (_piped)
        {
            throw new StreamingException(
                $"{Name} is a pipe and cannot be read again from its beginning. Save what comes from it in a file."
            );
        }

        _open = OpenBytes();
        _piped = !_open.CanSeek;
        var bytes = new PeekStream(_piped ? new PipedStream(_open, Quiet, waiting, stop) : _open, HeadLength);
        ForeignFormat.Refuse(Name, bytes.Head);
        var text = bytes.Head is [0x1f, 0x8b, ..] ? new PeekStream(new GunzipStream(bytes), HeadLength) : bytes;
        return TextEncoding.AsUtf8(text, encoding);
    }

    Stream OpenBytes()
    {
        if (path.Length == 0)
            throw new StreamingException("the name of the file of events is empty.") { Cure = Cure.ReadStandardInput };
        if (path == "-")
            return Console.OpenStandardInput();
        if (Directory.Exists(path))
            throw new StreamingException($"{path} is a folder; name the file of events in it.");
        // A named pipe opens once somebody writes to it.
        var opening = Task.Run(
            () =>
                new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete,
                    1 << 16,
                    FileOptions.SequentialScan
                ),
            CancellationToken.None
        );
        return opening.WaitAsync(stop).GetAwaiter().GetResult();
    }

    TextKind Kind(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            throw new StreamingException(
                $"{Name} is empty; a file of events has a CSV header, one JSON object a line, or a JSON array of objects."
            );
        }

        if (head.Length >= 2 && head[..2].Contains((byte)0))
        {
            throw new StreamingException($"{Name} has zero bytes in its beginning; it is no text, or UTF-16 without a mark.")
            {
                Cure = Cure.NameEncoding("utf-16"),
            };
        }

        if (text[0] == '[' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)']', ..])
            return TextKind.Array;
        if (text[0] != '{')
            return TextKind.Csv;
        var line = text.IndexOfAny("\r\n"u8);
        // A bracket alone on its line: objects written over several lines.
        return line > 0 && text[..line].TrimEnd(" \t"u8).Length == 1 ? TextKind.Objects : TextKind.Lines;
    }

    enum TextKind
    {
        Csv,
        Lines,
        Array,
        Objects,
    }
}
