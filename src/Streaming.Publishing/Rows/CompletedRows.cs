using System.Globalization;

namespace Streaming.Publishing.Rows;

/// <summary>Rows with fields that the file lacks, set to texts of the user's; <c>{row}</c> in a text is the row's number.</summary>
/// <param name="rows">The file's rows.</param>
/// <param name="names">The fields.</param>
/// <param name="texts">Text by slot.</param>
public sealed class CompletedRows(RowReader rows, FieldNames names, IReadOnlyDictionary<int, string> texts) : RowReader
{
    const string RowNumber = "{row}";

    /// <inheritdoc/>
    public override bool Next()
    {
        var more = rows.Next();
        Row = rows.Row;
        return more;
    }

    /// <inheritdoc/>
    public override bool TryText(int slot, ByteText into)
    {
        if (!texts.TryGetValue(slot, out var text))
            return rows.TryText(slot, into);
        into.Add(Fill(text));
        return true;
    }

    /// <inheritdoc/>
    public override bool TryJson(int slot, ByteText into)
    {
        if (!texts.TryGetValue(slot, out var text))
            return rows.TryJson(slot, into);
        CsvValue.Write(Fill(text), names.Fields[slot], into);
        return true;
    }

    /// <inheritdoc/>
    public override void AddOthers(ByteText into) => rows.AddOthers(into);

    /// <inheritdoc/>
    public override bool TryVerbatim(IReadOnlyList<int> withheld, out ReadOnlySpan<byte> json)
    {
        json = default;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => rows.Dispose();

    string Fill(string text) => text.Replace(RowNumber, Row.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
