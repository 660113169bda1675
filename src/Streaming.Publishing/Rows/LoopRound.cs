using System.Globalization;
using Streaming.Events.Time;

namespace Streaming.Publishing.Rows;

/// <summary>
/// A further round of the same file: event times go on where the round before ended, and ids get a suffix, so that the
/// events are new ones.
/// </summary>
/// <param name="Number">2 for the second round.</param>
/// <param name="Shift">Microseconds added to every time.</param>
public sealed record LoopRound(int Number, long Shift)
{
    readonly ByteText _id = new();

    /// <summary>Appends the shifted event time; false where the row has none.</summary>
    public static bool TryTime(Timestamp? shifted, ByteText into)
    {
        if (shifted is not { } time)
            return false;
        AddTime(time, into);
        return true;
    }

    /// <summary>Appends the row's id with this round's suffix as a JSON string; false where the row has none.</summary>
    public bool TryId(RowReader reader, int slot, ByteText into)
    {
        _id.Clear();
        if (!reader.TryText(slot, _id))
            return false;
        AddSuffix(_id);
        into.AddJsonString(System.Text.Encoding.UTF8.GetString(_id.Span));
        return true;
    }

    /// <summary>Appends what makes an id of this round different from those before.</summary>
    public void AddSuffix(ByteText id)
    {
        id.Add("-"u8);
        id.Add(Number.ToString(CultureInfo.InvariantCulture));
    }

    internal static void AddTime(Timestamp time, ByteText into)
    {
        Span<byte> text = stackalloc byte[IsoTime.MaxFormatted];
        into.Add((byte)'"');
        into.Add(text[..IsoTime.Format(time, text)]);
        into.Add((byte)'"');
    }
}
