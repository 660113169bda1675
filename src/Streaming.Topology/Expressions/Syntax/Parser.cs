using Streaming.Topology.Numbers;

namespace Streaming.Topology.Expressions.Syntax;

/// <summary>
/// Precedence climbing (Pratt) parser. From loose to tight: <c>or</c>, <c>and</c>, <c>not</c>, comparisons and <c>in</c>
/// (which do not chain), <c>+ -</c>, <c>* / %</c>, unary minus.
/// </summary>
sealed class Parser
{
    /// <summary>Bounds the depth of the tree, which later code walks by recursion.</summary>
    const int MostTokens = 1000;
    const int MostDepth = 64;
    const int Comparison = 4;
    const int Negation = 3;
    const int Minus = 7;

    static readonly Dictionary<string, (BinaryOperator Operator, int Power)> Operators = new(StringComparer.Ordinal)
    {
        ["or"] = (BinaryOperator.Or, 1),
        ["||"] = (BinaryOperator.Or, 1),
        ["and"] = (BinaryOperator.And, 2),
        ["&&"] = (BinaryOperator.And, 2),
        ["=="] = (BinaryOperator.Equal, Comparison),
        ["!="] = (BinaryOperator.NotEqual, Comparison),
        ["<"] = (BinaryOperator.Less, Comparison),
        ["<="] = (BinaryOperator.LessOrEqual, Comparison),
        [">"] = (BinaryOperator.Greater, Comparison),
        [">="] = (BinaryOperator.GreaterOrEqual, Comparison),
        ["+"] = (BinaryOperator.Add, 5),
        ["-"] = (BinaryOperator.Subtract, 5),
        ["*"] = (BinaryOperator.Multiply, 6),
        ["/"] = (BinaryOperator.Divide, 6),
        ["%"] = (BinaryOperator.Modulo, 6),
    };

    readonly string text;
    readonly List<Token> tokens;
    int next;
    int depth;

    Parser(string text)
    {
        this.text = text;
        tokens = Lexer.Read(text);
        if (tokens.Count > MostTokens)
            throw Fault(text, 0, $"the expression has more than {MostTokens} parts", "Split it into several features.");
    }

    Token Current => tokens[next];

    /// <exception cref="ExpressionException">The text is not an expression.</exception>
    public static ExprSyntax Parse(string text)
    {
        var parser = new Parser(text);
        var expression = parser.Expression(0);
        var rest = parser.Current;
        if (rest.Kind != TokenKind.End)
        {
            throw parser.Fault(
                rest,
                $"{rest} is not expected here",
                rest.Is("=") ? "Compare with ==."
                    : rest.Is(")") ? "Remove it, or open the bracket."
                    : "Put an operator before it, or remove it."
            );
        }

        return expression;
    }

    public static ExpressionException Fault(string text, int at, string message, string cure) =>
        new(text, [new ExpressionFault(at, message, cure)]);

    ExpressionException Fault(Token token, string message, string cure) => Fault(text, token.At, message, cure);

    ExprSyntax Expression(int power)
    {
        if (++depth > MostDepth)
            throw Fault(Current, $"brackets are nested more than {MostDepth} deep", "Split the expression into several features.");
        var left = Prefix();
        while (true)
        {
            var token = Current;
            if (token.Is("in") || (token.Is("not") && tokens[next + 1].Is("in")))
            {
                if (power >= Comparison)
                    break;
                left = In(left);
                RefuseChain();
            }
            else if (
                token.Kind is TokenKind.Symbol or TokenKind.Name
                && Operators.TryGetValue(token.Text, out var found)
                && found.Power > power
            )
            {
                next++;
                left = new BinarySyntax(found.Operator, token.Text, left, Expression(found.Power), token.At);
                if (found.Power == Comparison)
                    RefuseChain();
            }
            else
            {
                break;
            }
        }

        depth--;
        return left;
    }

    void RefuseChain()
    {
        if (Current.Is("in") || (Operators.TryGetValue(Current.Text, out var more) && more.Power == Comparison))
            throw Fault(Current, "comparisons do not chain", "Join two of them: a < b and b < c.");
    }

    ExprSyntax Prefix()
    {
        var token = Current;
        next++;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberSyntax(DecimalNumber.Parse(token.Text), token.At);
            case TokenKind.Text:
                return new TextSyntax(token.Text, token.At);
            case TokenKind.QuotedName:
                return new NameSyntax(token.Text, token.At);
            case TokenKind.Name when token.Text is "true" or "false":
                return new BoolSyntax(token.Text == "true", token.At);
            case TokenKind.Name when token.Text == "not":
                return new UnarySyntax(UnaryOperator.Not, Expression(Negation), token.At);
            case TokenKind.Name when token.Text is "and" or "or" or "in":
                throw Fault(token, $"{token} has nothing on its left", "Write a value before it.");
            case TokenKind.Name:
                return Current.Is("(") ? new CallSyntax(token.Text, Arguments(), token.At) : new NameSyntax(token.Text, token.At);
            case TokenKind.Symbol when token.Text == "!":
                return new UnarySyntax(UnaryOperator.Not, Expression(Minus), token.At);
            case TokenKind.Symbol when token.Text == "-":
                return new UnarySyntax(UnaryOperator.Negate, Expression(Minus), token.At);
            case TokenKind.Symbol when token.Text == "(":
                var inner = Expression(0);
                Expect(")", token);
                return inner;
            case TokenKind.End:
                next--;
                throw Fault(token, "the expression ends too early", "Write a value here.");
            default:
                throw Fault(token, $"{token} is not expected here", "Write a field, a number, 'text', a function or an opening bracket.");
        }
    }

    CallSyntax In(ExprSyntax left)
    {
        var at = Current;
        var negated = Current.Is("not");
        next += negated ? 2 : 1;
        if (!Current.Is("("))
            throw Fault(Current, "`in` needs a list", "Write x in ('a', 'b').");
        var call = new CallSyntax("in", [left, .. Arguments()], at.At);
        return negated ? new CallSyntax("not in", call.Arguments, at.At) : call;
    }

    List<ExprSyntax> Arguments()
    {
        var open = Current;
        next++;
        var arguments = new List<ExprSyntax>();
        if (Current.Is(")"))
        {
            next++;
            return arguments;
        }

        do
        {
            arguments.Add(Expression(0));
        } while (Take(","));
        Expect(")", open);
        return arguments;
    }

    bool Take(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        next++;
        return true;
    }

    void Expect(string symbol, Token open)
    {
        if (!Take(symbol))
            throw Fault(Current, $"'{symbol}' is missing before {Current}", $"Close the bracket opened at character {open.At + 1}.");
    }
}
