namespace Streaming.Topology.Yaml;

/// <summary>A piece of the file with its position, from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>How messages call it.</summary>
    public abstract string Kind { get; }
}

internal sealed record YamlScalar(string Text, bool Quoted, bool SingleLine, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a single value";

    /// <summary>Column of the first character of the text.</summary>
    public int TextColumn => Quoted ? Column + 1 : Column;

    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

internal sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a set of keys";
}

internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}
