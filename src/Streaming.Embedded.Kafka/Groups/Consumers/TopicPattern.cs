using System.Text.RegularExpressions;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>
/// An expression that describes topics by their whole names. It takes time linear in the name, as with Apache Kafka's RE2, so it has
/// neither back-references nor look-around; and it is no larger than what RE2 takes, so that nobody fills the memory with a short one.
/// </summary>
sealed class TopicPattern
{
    const int MaxLength = 4096;

    /// <summary>Characters once all that is counted is written out.</summary>
    const int MaxSize = 5_000;

    readonly Regex _regex;

    TopicPattern(Regex regex) => _regex = regex;

    /// <summary>The pattern, or what is wrong with the expression.</summary>
    public static (TopicPattern? Pattern, string? Fault) Parse(string expression)
    {
        if (expression.Length > MaxLength || SizeOf(expression) > MaxSize)
            return (null, "the expression is too large");
        try
        {
            // By itself, too: what closes a bracket that it has not opened is wrong.
            _ = new Regex(expression, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return (
                new TopicPattern(new Regex($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)),
                null
            );
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, e.Message);
        }
    }

    public bool Matches(string topic) => _regex.IsMatch(topic);

    /// <summary>The size with counted repetitions written out. Never less than it is; of an expression that is wrong, anything.</summary>
    static long SizeOf(string expression)
    {
        var outer = new Stack<long>();
        long size = 0,
            last = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '(':
                    outer.Push(size);
                    (size, last) = (0, 0);
                    break;
                case ')' when outer.TryPop(out var before):
                    last = size + 1;
                    size = before + last;
                    break;
                case ')':
                    return MaxSize + 1;
                case '[':
                    i = ClassEnd(expression, i);
                    last = 1;
                    size++;
                    break;
                case '{' when Count(expression, i) is var count and > 1:
                    size += last * (count - 1);
                    last *= count;
                    break;
                default:
                    if (expression[i] == '\\')
                        i++;
                    last = 1;
                    size++;
                    break;
            }

            if (size > MaxSize)
                return size;
        }

        return size + outer.Sum();
    }

    /// <summary>Where a class of characters ends.</summary>
    static int ClassEnd(string expression, int bracket)
    {
        var i = bracket + 1;
        if (i < expression.Length && expression[i] == '^')
            i++;
        // A bracket that comes first is one of the characters.
        for (i++; i < expression.Length && expression[i] != ']'; i++)
        {
            if (expression[i] == '\\')
                i++;
        }

        return i;
    }

    /// <summary>The largest number in <c>{3}</c>, <c>{3,}</c> or <c>{3,5}</c>; 0 where there is none.</summary>
    static long Count(string expression, int brace)
    {
        long largest = 0,
            number = 0;
        for (var i = brace + 1; i < expression.Length && (char.IsAsciiDigit(expression[i]) || expression[i] == ','); i++)
        {
            number = expression[i] == ',' ? 0 : Math.Min(number * 10 + expression[i] - '0', MaxSize + 1);
            largest = Math.Max(largest, number);
        }

        return largest;
    }
}
