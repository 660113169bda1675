namespace Streaming.Topology.Expressions.Syntax;

enum TokenKind
{
    Number,
    Text,
    Name,

    /// <summary>A name in back quotes: never a keyword.</summary>
    QuotedName,
    Symbol,
    End,
}

readonly record struct Token(TokenKind Kind, string Text, int At)
{
    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Name && Text == text;

    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
