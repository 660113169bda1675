using System.Text;

namespace Streaming.Application.CheckCard;

/// <summary>Lines of a card that are not what was signed.</summary>
/// <param name="First">Number of the first line, from 1.</param>
/// <param name="Signed">The lines as they were signed, without their ends; none where lines were put in.</param>
/// <param name="Found">The lines as they are; none where lines were taken out.</param>
public sealed record ChangedLines(int First, IReadOnlyList<string> Signed, IReadOnlyList<string> Found)
{
    /// <summary>Runs of lines that differ. Where lines were put in or taken out, one run, from the first that differs to the last:
    /// which of them belong together nobody knows.</summary>
    /// <param name="signed">The bytes that were signed.</param>
    /// <param name="found">The bytes that are there.</param>
    public static IReadOnlyList<ChangedLines> Between(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> found)
    {
        var (one, other) = (Lines(signed), Lines(found));
        return one.Count == other.Count ? Runs(one, other) : [Whole(one, other)];
    }

    static List<ChangedLines> Runs(List<byte[]> one, List<byte[]> other)
    {
        var runs = new List<ChangedLines>();
        for (var at = 0; at < one.Count; at++)
        {
            var from = at;
            while (at < one.Count && !one[at].AsSpan().SequenceEqual(other[at]))
                at++;
            if (at > from)
                runs.Add(new ChangedLines(from + 1, Texts(one[from..at]), Texts(other[from..at])));
        }

        return runs;
    }

    static ChangedLines Whole(List<byte[]> one, List<byte[]> other)
    {
        var most = Math.Min(one.Count, other.Count);
        var before = 0;
        while (before < most && one[before].AsSpan().SequenceEqual(other[before]))
            before++;
        var after = 0;
        while (after < most - before && one[^(after + 1)].AsSpan().SequenceEqual(other[^(after + 1)]))
            after++;
        return new ChangedLines(before + 1, Texts(one[before..^after]), Texts(other[before..^after]));
    }

    /// <summary>As bytes, so that what is no text differs too.</summary>
    static List<byte[]> Lines(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte[]>();
        foreach (var range in text.Split((byte)'\n'))
            lines.Add(text[range].ToArray());
        return lines;
    }

    static List<string> Texts(List<byte[]> lines) => [.. lines.Select(line => Encoding.UTF8.GetString(line))];
}
