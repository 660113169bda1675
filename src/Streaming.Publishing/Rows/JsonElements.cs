using System.Text.Json;
using Streaming.Events.Text;
using Streaming.Topology;

namespace Streaming.Publishing.Rows;

/// <summary>
/// The elements of one large JSON array, or JSON values one after the other over several lines each; as they stand, one
/// at a time. Unlike a broken line, a broken element leaves no place at which to go on.
/// </summary>
/// <param name="stream">From the array's bracket or the first value on; disposed with the reader.</param>
/// <param name="array">The values are elements of an array.</param>
public sealed class JsonElements(Stream stream, bool array) : IRowBytes
{
    static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    readonly ByteWindow _bytes = new(stream);
    int _given;
    long _row;
    bool _ended;

    /// <exception cref="StreamingException">It is no such JSON any more.</exception>
    public bool Next(out ReadOnlySpan<byte> row)
    {
        row = default;
        _bytes.Use(_given);
        _given = 0;
        if (_ended || !(array ? BeforeElement() : TrySkipBlanks(out _)))
            return false;
        _given = Value();
        _row++;
        row = _bytes.Rest[.._given];
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Passes over the bracket or comma before an element; false at the array's end.</summary>
    bool BeforeElement()
    {
        Expect(_row == 0 ? (byte)'[' : (byte)',', out var found);
        if (found is (byte)']' && _row > 0)
            return End();
        if (!TrySkipBlanks(out var next))
            throw CutOff();
        return !(next == ']' && _row == 0) || End();
    }

    void Expect(byte wanted, out byte found)
    {
        if (!TrySkipBlanks(out found))
            throw CutOff();
        if (found == wanted)
            _bytes.Use(1);
        else if (found != ']' || _row == 0)
            throw Broken($"there is '{Printable.Bytes([found])}' where '{(char)wanted}' was to be");
    }

    bool End()
    {
        _bytes.Use(1);
        _ended = true;
        if (TrySkipBlanks(out _))
            throw Broken("something follows the array's end");
        return false;
    }

    bool TrySkipBlanks(out byte next)
    {
        while (true)
        {
            var blanks = _bytes.Rest.IndexOfAnyExcept(" \t\r\n"u8);
            _bytes.Use(blanks < 0 ? _bytes.Rest.Length : blanks);
            next = blanks < 0 ? (byte)0 : _bytes.Rest[0];
            if (blanks >= 0)
                return true;
            if (_bytes.Ended)
                return false;
            _bytes.Fill();
        }
    }

    /// <summary>Length of the value that the rest begins with.</summary>
    int Value()
    {
        while (true)
        {
            try
            {
                // An end of the text is told as an end, and not as bad JSON, where more is said to follow.
                var reader = new Utf8JsonReader(_bytes.Rest, isFinalBlock: false, new JsonReaderState(Options));
                if (reader.Read() && reader.TrySkip())
                    return (int)reader.BytesConsumed;
            }
            catch (JsonException e)
            {
                throw Broken(e.Message);
            }

            if (_bytes.Ended)
                throw CutOff();
            _bytes.Fill();
        }
    }

    StreamingException Broken(string what) =>
        new(
            $"after row {_row}, at byte {_bytes.Used:N0} of its text, the file is no JSON any more: {what}. Mend it there, or publish the "
                + "rows before."
        )
        {
            Cure = Cure.LimitRows(_row),
        };

    StreamingException CutOff() =>
        new(
            $"after row {_row}, at byte {_bytes.Used:N0} of its text, the file breaks off in the middle of "
                + $"{(array ? "the array" : "an object")}. Copy it again, or publish the rows before."
        )
        {
            Cure = Cure.LimitRows(_row),
        };
}
