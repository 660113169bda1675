using System.Buffers;
using System.Text;

namespace Streaming.Publishing.Rows;

/// <summary>A growing UTF-8 buffer that is reused from row to row, with what JSON needs on top.</summary>
public sealed class ByteText
{
    // Only these may not stand in a JSON string as they are.
    static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    byte[] _bytes = new byte[512];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was added, until more is.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Makes it empty.</summary>
    public void Clear() => Length = 0;

    /// <summary>A copy of what was added.</summary>
    public byte[] ToArray() => Span.ToArray();

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Adds a byte.</summary>
    public void Add(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    /// <summary>Text as UTF-8; half a surrogate pair becomes U+FFFD.</summary>
    public void Add(ReadOnlySpan<char> text) => Length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));

    /// <summary>Text as a JSON string with its quotes.</summary>
    public void AddJsonString(ReadOnlySpan<char> text)
    {
        Add((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
                break;
            Add(text[..plain]);
            AddEscape(text[plain]);
            text = text[(plain + 1)..];
        }

        Add(text);
        Add((byte)'"');
    }

    /// <summary>A member's name and colon, or a whole member, of the JSON object that begins the buffer.</summary>
    public void AddMember(ReadOnlySpan<byte> member)
    {
        if (Length > 1)
            Add((byte)',');
        Add(member);
    }

    /// <summary>Removes the last <paramref name="count"/> bytes.</summary>
    public void Drop(int count) => Length -= count;

    void AddEscape(char c)
    {
        switch (c)
        {
            case '"':
                Add("\\\""u8);
                break;
            case '\\':
                Add("\\\\"u8);
                break;
            case '\n':
                Add("\\n"u8);
                break;
            case '\r':
                Add("\\r"u8);
                break;
            case '\t':
                Add("\\t"u8);
                break;
            default:
                Add("\\u00"u8);
                Add((byte)(c >> 4 == 0 ? '0' : '1'));
                Add((byte)"0123456789abcdef"[c & 15]);
                break;
        }
    }

    Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }
}
