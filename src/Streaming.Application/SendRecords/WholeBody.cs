using System.Globalization;
using System.Text.Json;
using Streaming.Topology;

namespace Streaming.Application.SendRecords;

/// <summary>A body that is read as a whole before anything of it is sent.</summary>
static class WholeBody
{
    const int Piece = 64 << 10;

    /// <summary>As many levels as records may have, and the array around them.</summary>
    static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads it, unpacked.</summary>
    /// <exception cref="StreamingException">It is too long, or not what it says it is, or there is no room for it now.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(RecordBody body, ByteBudget.Share share, CancellationToken stop)
    {
        var received = new MemoryStream();
        var piece = new byte[Piece];
        int read;
        while ((read = await body.Bytes.ReadAsync(piece, stop)) > 0)
            Add(received, piece, read, body, share);
        if (!body.Packed)
            return received.GetBuffer().AsMemory(0, (int)received.Length);
        received.Position = 0;
        using var unpacking = new Unpacking(received, body.MostRatio);
        var unpacked = new MemoryStream();
        while ((read = unpacking.Read(piece)) > 0)
            Add(unpacked, piece, read, body, share);
        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }

    /// <summary>The elements of an array, or the one value that it is.</summary>
    /// <param name="json">It.</param>
    /// <param name="mostRecords">So many at most.</param>
    /// <param name="isArray">It is an array.</param>
    /// <exception cref="StreamingException">It is no JSON, or holds no record, or too many.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> json, int mostRecords, out bool isArray)
    {
        // A byte order mark is no part of the text.
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        var records = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(json.Span, Options);
        try
        {
            reader.Read();
            isArray = reader.TokenType == JsonTokenType.StartArray;
            if (!isArray)
            {
                Take(ref reader, json, records);
            }
            else
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (records.Count == mostRecords)
                        throw Invalid($"The body holds more than {mostRecords} records. Send them in several, or as lines.");
                    Take(ref reader, json, records);
                }
            }

            // Whatever follows is no JSON.
            reader.Read();
        }
        catch (JsonException e)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            throw Invalid($"The body is no JSON, or is nested too deeply: {place}, after {records.Count} records. Nothing was sent.", e);
        }

        return records.Count > 0 ? records : throw Invalid("The body holds no record.");
    }

    static void Take(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, List<ReadOnlyMemory<byte>> records)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        records.Add(json[start..(int)reader.BytesConsumed]);
    }

    static void Add(MemoryStream to, byte[] piece, int read, RecordBody body, ByteBudget.Share share)
    {
        if (to.Length + read > body.MostBytes)
            throw Invalid($"The body has more than {body.MostBytes} bytes, unpacked. Send the records in several, or as lines.");
        share.Take(read);
        to.Write(piece, 0, read);
    }

    static StreamingException Invalid(string message, Exception? cause = null) => new(message, cause) { Kind = FailureKind.Invalid };
}
