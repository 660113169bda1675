using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace Streaming.Validation.Checks;

/// <summary>A fixed set of texts, asked in UTF-8 without making strings.</summary>
sealed class ByteSet
{
    readonly byte[]?[] _table;

    public ByteSet(IReadOnlyCollection<string> texts)
    {
        _table = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, texts.Count * 2))][];
        foreach (var text in texts.Select(Encoding.UTF8.GetBytes))
            _table[Place(text)] = text;
    }

    public bool Contains(ReadOnlySpan<byte> text) => _table[Place(text)] is not null;

    /// <summary>Where the text is, or the free place where it would be.</summary>
    int Place(ReadOnlySpan<byte> text)
    {
        var at = (int)XxHash3.HashToUInt64(text) & (_table.Length - 1);
        while (_table[at] is { } other && !text.SequenceEqual(other))
            at = (at + 1) & (_table.Length - 1);
        return at;
    }
}
