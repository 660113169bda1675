using System.Globalization;

namespace Streaming.Topology.Expressions.Syntax;

/// <summary>Cuts an expression into tokens.</summary>
static class Lexer
{
    static readonly string[] Symbols = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", "!"];

    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Next(text, at, out at);
            tokens.Add(token);
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    static Token Next(string text, int at, out int end) =>
        text[at] switch
        {
            >= '0' and <= '9' => Number(text, at, out end),
            '\'' or '"' => Quoted(text, at, TokenKind.Text, out end),
            '`' => Quoted(text, at, TokenKind.QuotedName, out end),
            '_' => Name(text, at, out end),
            var c when char.IsLetter(c) => Name(text, at, out end),
            _ => Symbol(text, at, out end),
        };

    static Token Number(string text, int at, out int end)
    {
        end = Digits(text, at);
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
            end = Digits(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                end = Digits(text, exponent);
        }

        var number = text[at..end];
        if (end < text.Length && (char.IsLetter(text[end]) || text[end] is '_' or '.'))
        {
            throw Parser.Fault(
                text,
                at,
                $"'{number}{text[end]}' is not a number",
                "Write numbers as 220, 0.5 or 1e6; durations such as 7d belong to `over:` and `delay:`."
            );
        }

        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            throw Parser.Fault(text, at, $"'{number}' is too large", "Numbers go up to 1.7e308.");
        return new Token(TokenKind.Number, number, at);
    }

    static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }

    /// <summary>Between two quotes; the quote itself is written twice.</summary>
    static Token Quoted(string text, int at, TokenKind kind, out int end)
    {
        var quote = text[at];
        end = at + 1;
        while (end < text.Length)
        {
            if (text[end] != quote)
            {
                end++;
            }
            else if (end + 1 < text.Length && text[end + 1] == quote)
            {
                end += 2;
            }
            else
            {
                return new Token(
                    kind,
                    text[(at + 1)..end++].Replace(new string(quote, 2), new string(quote, 1), StringComparison.Ordinal),
                    at
                );
            }
        }

        throw Parser.Fault(text, at, $"the text that begins with {quote} does not end", $"Close it with {quote}.");
    }

    static Token Name(string text, int at, out int end)
    {
        end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;
        return new Token(TokenKind.Name, text[at..end], at);
    }

    static Token Symbol(string text, int at, out int end)
    {
        var symbol = Array.Find(Symbols, s => text.AsSpan(at).StartsWith(s, StringComparison.Ordinal));
        if (symbol is null)
        {
            throw Parser.Fault(
                text,
                at,
                $"'{text[at]}' does not belong in an expression",
                text[at] == '='
                    ? "Compare with ==."
                    : "Operators: + - * / % == != < <= > >= and or not in; quote text as 'text' and odd names as `name`."
            );
        }

        end = at + symbol.Length;
        return new Token(TokenKind.Symbol, symbol, at);
    }
}
