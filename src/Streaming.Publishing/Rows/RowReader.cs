namespace Streaming.Publishing.Rows;

/// <summary>The rows of a file, one after the other, field by field.</summary>
public abstract class RowReader : IDisposable
{
    /// <summary>Number of the current row, from 1.</summary>
    public long Row { get; protected set; }

    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract bool Next();

    /// <summary>Appends the text of a field, without quotes or escapes; false where the row has no such text.</summary>
    public abstract bool TryText(int slot, ByteText into);

    /// <summary>Appends a field as a JSON value of its type, or as it is where it is not of that type; false where the row has
    /// none.</summary>
    public abstract bool TryJson(int slot, ByteText into);

    /// <summary>Appends what the row has beside the known fields, as members of the JSON object under way.</summary>
    public abstract void AddOthers(ByteText into);

    /// <summary>
    /// The row as JSON where it can go out as it stands: broken rows, and whole ones that carry no field of
    /// <paramref name="withheld"/>.
    /// </summary>
    public abstract bool TryVerbatim(IReadOnlyList<int> withheld, out ReadOnlySpan<byte> json);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the rows are read from.</summary>
    protected abstract void Dispose(bool disposing);
}
