using System.Text.RegularExpressions;

namespace Streaming.Embedded.Kafka.Protocol;

/// <summary>
/// An expression that describes things by their whole names. It takes time linear in the name, as with Apache Kafka's RE2, so it has
/// neither back-references nor look-around; .NET refuses one that would take more than 10,000 states.
/// </summary>
sealed class NamePattern
{
    const int MaxLength = 4096;

    readonly Regex _regex;

    NamePattern(Regex regex) => _regex = regex;

    /// <summary>The pattern, or what is wrong with the expression.</summary>
    public static (NamePattern? Pattern, string? Fault) Parse(string expression)
    {
        if (expression.Length > MaxLength)
            return (null, $"it is longer than {MaxLength} characters");
        try
        {
            // By itself, too: what closes a bracket that it has not opened is wrong.
            _ = new Regex(expression, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return (
                new NamePattern(new Regex($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)),
                null
            );
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, e.Message);
        }
    }

    public bool Matches(string name) => _regex.IsMatch(name);
}
