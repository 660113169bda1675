namespace Streaming.Application.Services;

/// <summary>What the cells of CSV files say.</summary>
static class CsvCell
{
    static readonly string[] Missing = ["", "nan", "na", "null"];

    /// <summary>Whether it says that there is no value: an empty cell, <c>NaN</c>, <c>NA</c> or <c>null</c>.</summary>
    public static bool IsMissing(ReadOnlySpan<char> cell)
    {
        var text = cell.Trim();
        foreach (var missing in Missing)
        {
            if (text.Equals(missing, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
