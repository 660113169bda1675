using System.Text;

namespace Streaming.Application.CheckCard;

/// <summary>Lines of a card that are not what was signed.</summary>
/// <param name="First">Number of the first line, from 1.</param>
/// <param name="Signed">The lines as they were signed, without their ends; none where lines were put in.</param>
/// <param name="Found">The lines as they are; none where lines were taken out.</param>
public sealed record ChangedLines(int First, IReadOnlyList<string> Signed, IReadOnlyList<string> Found)
{
    /// <summary>From the first line that differs to the last one; null where nothing does.</summary>
    /// <param name="signed">The bytes that were signed.</param>
    /// <param name="found">The bytes that are there.</param>
    public static ChangedLines? Between(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> found)
    {
        if (signed.SequenceEqual(found))
            return null;
        var (one, other) = (Lines(signed), Lines(found));
        var most = Math.Min(one.Count, other.Count);
        var before = 0;
        while (before < most && one[before].AsSpan().SequenceEqual(other[before]))
            before++;
        var after = 0;
        while (after < most - before && one[^(after + 1)].AsSpan().SequenceEqual(other[^(after + 1)]))
            after++;
        return new ChangedLines(before + 1, Texts(one, before, after), Texts(other, before, after));
    }

    /// <summary>As bytes, so that what is no text differs too.</summary>
    static List<byte[]> Lines(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte[]>();
        foreach (var range in text.Split((byte)'\n'))
            lines.Add(text[range].ToArray());
        return lines;
    }

    static List<string> Texts(List<byte[]> lines, int before, int after) =>
        [.. lines[before..(lines.Count - after)].Select(line => Encoding.UTF8.GetString(line))];
}
