using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Streaming.Events.Text;
using Streaming.Topology;

namespace Streaming.Publishing.Files;

/// <summary>Passes UTF-8 on and nothing else: different names must not become the same replacement characters.</summary>
/// <param name="stream">Disposed with this one.</param>
sealed class Utf8Stream(Stream stream) : ReadOnlyStream
{
    const int Shown = 60;

    // The begun character at the end of what was read, at most three bytes.
    readonly byte[] _begun = new byte[4];
    readonly List<byte> _line = [];
    int _begunLength;
    long _lines = 1;

    /// <exception cref="UnreadableTextException">There are bytes that are no UTF-8.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count == 0)
            return 0;
        var read = stream.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, read), last: read == 0);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }

    void Check(ReadOnlySpan<byte> bytes, bool last)
    {
        while (_begunLength > 0)
        {
            if (bytes.IsEmpty && !last)
                return;
            if (!bytes.IsEmpty)
                _begun[_begunLength++] = bytes[0];
            var status = Rune.DecodeFromUtf8(_begun.AsSpan(0, _begunLength), out _, out var consumed);
            if (status == OperationStatus.NeedMoreData && !last)
            {
                bytes = bytes[1..];
                continue;
            }

            if (status != OperationStatus.Done || consumed != _begunLength)
                throw NotUtf8(_begun[0]);
            Pass(_begun.AsSpan(0, _begunLength));
            _begunLength = 0;
            bytes = bytes[1..];
        }

        var whole = Whole(bytes);
        if (!Utf8.IsValid(bytes[..whole]))
            throw At(bytes);
        Pass(bytes[..whole]);
        bytes[whole..].CopyTo(_begun);
        _begunLength = bytes.Length - whole;
    }

    /// <summary>Length without a character that is only begun at the end.</summary>
    static int Whole(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            var rest = bytes[^back..];
            if ((rest[0] & 0xc0) == 0x80)
                continue;
            return Rune.DecodeFromUtf8(rest, out _, out _) == OperationStatus.NeedMoreData ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    UnreadableTextException At(ReadOnlySpan<byte> bytes)
    {
        var good = 0;
        while (Rune.DecodeFromUtf8(bytes[good..], out _, out var consumed) == OperationStatus.Done)
            good += consumed;
        Pass(bytes[..good]);
        return NotUtf8(bytes[good]);
    }

    /// <summary>Keeps count of lines, and the end of the line under way to show where it was.</summary>
    void Pass(ReadOnlySpan<byte> bytes)
    {
        _lines += bytes.Count((byte)'\n');
        var begin = bytes.LastIndexOf((byte)'\n') + 1;
        if (begin > 0)
            _line.Clear();
        var rest = bytes[Math.Max(begin, bytes.Length - Shown)..];
        _line.AddRange(rest);
        if (_line.Count > 4 * Shown)
            _line.RemoveRange(0, _line.Count - Shown);
    }

    UnreadableTextException NotUtf8(byte first)
    {
        var shown = _line.ToArray().AsSpan(Math.Max(0, _line.Count - Shown));
        while (!shown.IsEmpty && (shown[0] & 0xc0) == 0x80)
            shown = shown[1..];
        var place = shown.IsEmpty ? "at its beginning" : $"after '{Printable.Bytes(shown)}'";
        return new UnreadableTextException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"line {_lines:N0} is not UTF-8: byte 0x{first:x2} {place}. Say what the file is, or save it as UTF-8."
            ),
            Cure.NameEncoding("latin1", "windows-1252")
        );
    }
}
