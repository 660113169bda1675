using System.Globalization;

namespace Streaming.Lineage.Batches;

/// <summary>
/// Address of one record of a batch: <c>topology/stage/partition/version/row</c>. Rows of the <see cref="TableNames.Rows"/> table
/// are counted first, those of <see cref="TableNames.Rejected"/> after them, then those of <see cref="TableNames.Control"/>.
/// </summary>
public readonly record struct LineageId(StreamKey Stream, long Version, int Row)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream}/{Version}/{Row}");

    /// <summary>Reads <c>topology/stage/partition/version/row</c>; false where a text is something else.</summary>
    public static bool TryParse(string text, out LineageId id)
    {
        id = default;
        var lastSlash = text.LastIndexOf('/');
        var slash = lastSlash > 0 ? text.LastIndexOf('/', lastSlash - 1) : -1;
        if (
            slash < 0
            || !StreamKey.TryParse(text[..slash], out var stream)
            || !long.TryParse(
                text.AsSpan(slash + 1, lastSlash - slash - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
            || !int.TryParse(text.AsSpan(lastSlash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        )
        {
            return false;
        }

        id = new LineageId(stream, version, row);
        return true;
    }
}
