using System.Globalization;

namespace Streaming.Lineage;

/// <summary>Address of one row of a batch's <see cref="TableNames.Rows"/> table: <c>topology/stage/partition/version/row</c>.</summary>
public readonly record struct LineageId(StreamKey Stream, long Version, int Row)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream}/{Version}/{Row}");

    public static bool TryParse(string text, out LineageId id)
    {
        id = default;
        var lastSlash = text.LastIndexOf('/');
        var slash = lastSlash > 0 ? text.LastIndexOf('/', lastSlash - 1) : -1;
        if (slash < 0
            || !StreamKey.TryParse(text[..slash], out var stream)
            || !long.TryParse(text.AsSpan(slash + 1, lastSlash - slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !int.TryParse(text.AsSpan(lastSlash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row))
        {
            return false;
        }

        id = new LineageId(stream, version, row);
        return true;
    }
}
