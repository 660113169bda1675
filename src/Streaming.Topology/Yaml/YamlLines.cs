namespace Streaming.Topology.Yaml;

/// <summary>Lines of a text, as YAML counts them.</summary>
static class YamlLines
{
    /// <summary>The text without the lines from one to before another, from 1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">First line that goes.</param>
    /// <param name="to">First line that stays again; null: none does.</param>
    public static string Without(string text, int from, int? to)
    {
        var start = StartOf(text, from);
        return string.Concat(text.AsSpan(0, start), to is { } end ? text.AsSpan(StartOf(text, end)) : []);
    }

    static int StartOf(string text, int line)
    {
        var at = 0;
        for (var passed = 1; passed < line && at < text.Length; passed++)
            at = EndOf(text, at);
        return at;
    }

    static int EndOf(string text, int at)
    {
        while (at < text.Length && text[at] is not ('\n' or '\r' or '\u0085' or '\u2028' or '\u2029'))
            at++;
        if (at == text.Length)
            return at;
        return text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
    }
}
