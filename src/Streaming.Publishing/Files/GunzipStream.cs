using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Streaming.Publishing.Files;

/// <summary>
/// Unpacks gzip to the last byte: of every member the checksum and the length hold, none breaks off, and nothing follows
/// but zeros. <see cref="System.IO.Compression.GZipStream"/> takes an early end for the end, and a damaged second member
/// for something to pass over.
/// </summary>
/// <param name="packed">The archive; disposed with the stream.</param>
public sealed class GunzipStream(Stream packed) : ReadOnlyStream
{
    // The inflater looks ahead by some bits and gives them back at a member's end, be they of the reading before.
    const int Kept = 8;

    readonly Inflater _inflater = new(noHeader: true);
    readonly Crc32 _sum = new();
    readonly byte[] _buffer = new byte[Kept + (1 << 16)];
    long _before;
    int _start = Kept;
    int _end = Kept;
    long _members;
    long _unpacked;
    uint _memberLength;
    bool _inside;
    bool _ended;

    /// <summary>Packed bytes that have been unpacked so far.</summary>
    public long Reached => _before + _start - Kept;

    /// <exception cref="InvalidDataException">The archive is damaged or not all there.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (!_ended && count > 0)
        {
            if (!_inside && !BeginMember())
                break;
            var read = Inflate(buffer, offset, count);
            if (_inflater.IsFinished)
                EndMember();
            if (read > 0)
                return read;
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed.Dispose();
        base.Dispose(disposing);
    }

    int Inflate(byte[] buffer, int offset, int count)
    {
        if (_inflater.IsNeedingInput)
        {
            if (_start == _end && !Fill())
                throw CutOff();
            _inflater.SetInput(_buffer, _start, _end - _start);
            _start = _end;
        }

        int read;
        try
        {
            read = _inflater.Inflate(buffer, offset, count);
        }
        catch (Exception e) when (e is SharpZipBaseException or IndexOutOfRangeException or ArgumentException)
        {
            _start = _end - _inflater.RemainingInput;
            throw Damaged("it does not unpack", e);
        }

        if (_inflater.IsFinished)
            _start = _end - _inflater.RemainingInput;
        if (_inflater.IsNeedingDictionary)
            throw Damaged("it does not unpack");
        _sum.Append(buffer.AsSpan(offset, read));
        _memberLength += (uint)read;
        _unpacked += read;
        return read;
    }

    /// <summary>Reads a member's header; false where no further member comes.</summary>
    bool BeginMember()
    {
        var first = Next();
        if (first < 0)
            return End();
        if (first == 0 && _members > 0)
            return Padding();
        if (first != 0x1f || Byte() != 0x8b)
            throw Damaged(_members == 0 ? "it is no gzip" : "what follows is no gzip");
        if (Byte() != 8)
            throw Damaged("it is packed by a method that gzip does not have");
        var flags = Byte();
        if ((flags & 0xe0) != 0)
            throw Damaged("its header has flags that gzip does not have");
        Skip(6);
        if ((flags & 4) != 0)
            Skip(Byte() | (Byte() << 8));
        if ((flags & 8) != 0)
            SkipText();
        if ((flags & 16) != 0)
            SkipText();
        if ((flags & 2) != 0)
            Skip(2);
        _inflater.Reset();
        _sum.Reset();
        _memberLength = 0;
        return _inside = true;
    }

    void EndMember()
    {
        Span<byte> trailer = stackalloc byte[8];
        foreach (ref var b in trailer)
            b = (byte)Byte();
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _sum.GetCurrentHashAsUInt32())
            throw Damaged("its checksum does not hold");
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _memberLength)
            throw Damaged("its length does not hold");
        _members++;
        _inside = false;
    }

    // Tapes and block devices fill up with zeros.
    bool Padding()
    {
        int next;
        do next = Next();
        while (next == 0);
        if (next > 0)
            throw Damaged("what follows is no gzip");
        return End();
    }

    bool End()
    {
        _ended = true;
        return false;
    }

    void Skip(int count)
    {
        for (var i = 0; i < count; i++)
            Byte();
    }

    void SkipText()
    {
        while (Byte() != 0)
        {
            // The original file's name, or a comment.
        }
    }

    int Byte() => Next() is >= 0 and var value ? value : throw CutOff();

    int Next() => _start < _end || Fill() ? _buffer[_start++] : -1;

    bool Fill()
    {
        _before += _end - Kept;
        _buffer.AsSpan(_end - Kept, Kept).CopyTo(_buffer);
        _start = Kept;
        _end = Kept + packed.Read(_buffer, Kept, _buffer.Length - Kept);
        return _end > Kept;
    }

    InvalidDataException CutOff() =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the archive breaks off after {Reached:N0} bytes, {_unpacked:N0} unpacked; the rest is missing. Copy it again."
            )
        );

    InvalidDataException Damaged(string what, Exception? fault = null) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the archive is damaged at byte {Reached:N0}, after {_unpacked:N0} bytes unpacked: {what}. Copy it again."
            ),
            fault
        );
}
