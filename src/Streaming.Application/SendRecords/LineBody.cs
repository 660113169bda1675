using System.Buffers;
using System.Runtime.CompilerServices;

namespace Streaming.Application.SendRecords;

/// <summary>Lines that have come together.</summary>
/// <param name="First">Number of the first, from 0; empty ones count.</param>
/// <param name="Texts">Without their ends; null: a line that is longer than any record may be.</param>
sealed record LinePiece(long First, IReadOnlyList<ReadOnlyMemory<byte>?> Texts)
{
    /// <summary>Of all of them.</summary>
    public long Bytes { get; } = Texts.Sum(t => (long)(t?.Length ?? 0));
}

/// <summary>Lines as they come in, of which no more is held than a piece.</summary>
/// <param name="body">Where they come from.</param>
/// <param name="longest">Bytes of the longest line that is taken.</param>
sealed class LineBody(RecordBody body, int longest)
{
    const int Chunk = 64 << 10;
    const int PieceLines = 5000;
    const int PieceBytes = 1 << 20;

    readonly ArrayBufferWriter<byte> _begun = new();
    bool _tooLong;

    /// <summary>Reads them to their end: a piece is what has come together, so that nobody who sends slowly waits for what comes
    /// later.</summary>
    public async IAsyncEnumerable<LinePiece> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var unpacking = body.Packed ? new Unpacking(body.Bytes, body.MostRatio) : null;
        var (chunk, lines, bytes, next) = (new byte[Chunk], new List<ReadOnlyMemory<byte>?>(), 0L, 0L);
        while (true)
        {
            // Unpacking reads as it needs to, and blocks meanwhile.
            var reading = unpacking is null ? body.Bytes.ReadAsync(chunk, stop).AsTask() : Task.Run(() => unpacking.Read(chunk), stop);
            if (lines.Count >= PieceLines || bytes >= PieceBytes || (lines.Count > 0 && !reading.IsCompleted))
            {
                yield return new LinePiece(next, lines);
                (lines, bytes, next) = ([], 0, next + lines.Count);
            }

            var read = await reading;
            if (read == 0)
                break;
            bytes += Cut(chunk.AsSpan(0, read), lines);
        }

        if (_begun.WrittenCount > 0 || _tooLong)
            End(lines);
        if (lines.Count > 0)
            yield return new LinePiece(next, lines);
    }

    /// <returns>Bytes that were cut.</returns>
    int Cut(ReadOnlySpan<byte> chunk, List<ReadOnlyMemory<byte>?> lines)
    {
        var all = chunk.Length;
        while (chunk.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Append(chunk[..end]);
            End(lines);
            chunk = chunk[(end + 1)..];
        }

        Append(chunk);
        return all;
    }

    void Append(ReadOnlySpan<byte> part)
    {
        _tooLong |= _begun.WrittenCount + part.Length > longest;
        if (_tooLong)
            _begun.ResetWrittenCount();
        else
            _begun.Write(part);
    }

    void End(List<ReadOnlyMemory<byte>?> lines)
    {
        lines.Add(_tooLong ? null : _begun.WrittenSpan.ToArray());
        _begun.ResetWrittenCount();
        _tooLong = false;
    }
}
