namespace Streaming.Topology.Yaml;

/// <summary>A piece of the file with its position, from 1.</summary>
abstract record YamlNode(int Line, int Column)
{
    /// <summary>How messages call it.</summary>
    public abstract string Kind { get; }
}

sealed record YamlScalar(string Text, bool Quoted, bool SingleLine, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a single value";

    /// <summary>Column of the first character of the text.</summary>
    public int TextColumn => Quoted ? Column + 1 : Column;

    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

sealed record YamlEntry(YamlScalar Key, YamlNode Value);

sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a set of keys";
}

sealed record YamlSequence(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}
