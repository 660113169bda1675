using System.Text;
using Streaming.Topology.Model;

namespace Streaming.Events.Json;

/// <summary>Makes text from outside fit to be shown: short, and without control characters or NUL.</summary>
public static class OutsideText
{
    const int Longest = 64;

    /// <summary>A value of a field in a message; of a personal one only that there is a value.</summary>
    public static string Show(ReadOnlySpan<byte> utf8, FieldModel field) => field.Personal ? "(personal)" : Show(utf8);

    /// <summary>Text from outside as it may be shown: cut where it is long, with what cannot be printed escaped.</summary>
    public static string Show(ReadOnlySpan<byte> utf8)
    {
        var cut = utf8.Length > Longest;
        var text = new StringBuilder(Longest + 1);
        foreach (var rune in Encoding.UTF8.GetString(cut ? utf8[..Longest] : utf8).EnumerateRunes())
            text.Append(Rune.IsControl(rune) || rune == Rune.ReplacementChar ? "?" : rune.ToString());
        return cut ? text.Append('…').ToString() : text.ToString();
    }
}
