namespace Streaming.Application.AccessLog;

/// <summary>Text from outside for the access log.</summary>
static class AccessText
{
    const int Longest = 500;

    /// <summary>Its beginning, where it is long.</summary>
    public static string? Short(string? text) => text is { Length: > Longest } ? string.Concat(text.AsSpan(0, Longest - 1), "…") : text;
}
