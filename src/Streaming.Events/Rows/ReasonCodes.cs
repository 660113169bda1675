using System.Text;

namespace Streaming.Events.Rows;

/// <summary>The published (kebab case) names of <see cref="ReasonCode"/>.</summary>
public static class ReasonCodes
{
    static readonly string[] Names = [.. Enum.GetValues<ReasonCode>().Select(code => Kebab(code.ToString()))];
    static readonly byte[][] Utf8Names = [.. Names.Select(Encoding.ASCII.GetBytes)];
    static readonly Dictionary<string, ReasonCode> Codes = Names
        .Select((name, index) => (name, index))
        .ToDictionary(p => p.name, p => (ReasonCode)p.index, StringComparer.Ordinal);

    /// <summary>For example <c>duplicate-id</c>.</summary>
    public static string Name(ReasonCode code) => Names[(int)code];

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(ReasonCode code) => Utf8Names[(int)code];

    /// <summary>The code of a published name; false for anything else.</summary>
    public static bool TryParse(string name, out ReasonCode code) => Codes.TryGetValue(name, out code);

    static string Kebab(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 4);
        foreach (var c in pascal)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
