using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Streaming.Publishing.Rows;

/// <summary>
/// JSON events. Each goes out byte for byte wherever possible, also where it is no JSON: what to do with broken input is
/// the pipeline's to decide.
/// </summary>
/// <param name="rows">The lines or elements of the file; disposed with the reader.</param>
/// <param name="names">Which members are wanted.</param>
public sealed class JsonRows(IRowBytes rows, FieldNames names) : RowReader
{
    readonly (int Start, int Length, JsonTokenType Type)[] _values = new (int, int, JsonTokenType)[names.Fields.Count];
    readonly List<(int Start, int Length)> _others = [];
    readonly ByteText _line = new();
    bool _whole;

    /// <inheritdoc/>
    public override bool Next()
    {
        if (!rows.Next(out var line))
            return false;
        Row++;
        _line.Clear();
        _line.Add(line);
        Array.Clear(_values);
        _others.Clear();
        _whole = TryScan(_line.Span);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryText(int slot, ByteText into)
    {
        var (start, length, type) = _values[slot];
        var raw = _line.Span.Slice(start, length);
        switch (type)
        {
            case JsonTokenType.Number:
                into.Add(raw);
                return true;
            case JsonTokenType.String:
                return TryString(raw, into);
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public override bool TryJson(int slot, ByteText into)
    {
        var (start, length, token) = _values[slot];
        if (token == JsonTokenType.None)
            return false;
        into.Add(_line.Span.Slice(start, length));
        return true;
    }

    /// <inheritdoc/>
    public override void AddOthers(ByteText into)
    {
        foreach (var (start, length) in _others)
            into.AddMember(_line.Span.Slice(start, length));
    }

    /// <inheritdoc/>
    public override bool TryVerbatim(IReadOnlyList<int> withheld, out ReadOnlySpan<byte> json)
    {
        json = _line.Span;
        if (!_whole)
            return true;
        if (names.Renamed)
            return false;
        foreach (var slot in withheld)
        {
            if (_values[slot].Type != JsonTokenType.None)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => rows.Dispose();

    static bool TryString(ReadOnlySpan<byte> raw, ByteText into)
    {
        // Escapes only shrink.
        var text = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            into.Add(text.AsSpan(0, reader.CopyString(text)));
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON and no text.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    bool TryScan(ReadOnlySpan<byte> line)
    {
        try
        {
            if (!Utf8.IsValid(line))
                return false;
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = (int)reader.TokenStartIndex;
                var slot = Slot(ref reader);
                reader.Read();
                var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
                reader.Skip();
                var end = (int)reader.BytesConsumed;
                if (slot < 0)
                    _others.Add((member, end - member));
                else if (_values[slot].Type != JsonTokenType.None)
                    return false;
                else
                    _values[slot] = (start, end - start, type);
            }

            return !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: no field of it can be trusted.
            Array.Clear(_values);
            return false;
        }
    }

    int Slot(ref Utf8JsonReader reader)
    {
        for (var slot = 0; slot < names.ColumnBytes.Length; slot++)
        {
            if (reader.ValueTextEquals(names.ColumnBytes[slot]))
                return slot;
        }

        return -1;
    }
}
