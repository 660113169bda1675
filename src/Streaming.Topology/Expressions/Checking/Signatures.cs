using System.Text.Json;

namespace Streaming.Topology.Expressions.Checking;

/// <summary>What a function takes and gives.</summary>
/// <param name="Function">Which.</param>
/// <param name="Parameters">Types in order; null: any type, the same for all such parameters.</param>
/// <param name="Result">Null: the type of the any-typed parameters.</param>
/// <param name="Doc">One line for the reference.</param>
/// <param name="Repeats">The last parameter may be given again and again.</param>
sealed record Signature(Function Function, ExprType?[] Parameters, ExprType? Result, string Doc, bool Repeats = false)
{
    public string Name => JsonNamingPolicy.SnakeCaseLower.ConvertName(Function.ToString());

    public override string ToString() => $"{Name}({string.Join(", ", Parameters.Select(Shown))}{(Repeats ? ", ..." : "")})";

    static string Shown(ExprType? parameter) => parameter is { } type ? type.ToString().ToLowerInvariant() : "any";
}

static class Signatures
{
    public static readonly IReadOnlyDictionary<string, Signature> ByName = All().ToDictionary(s => s.Name, StringComparer.Ordinal);

    static IEnumerable<Signature> All()
    {
        const ExprType number = ExprType.Number;
        const ExprType text = ExprType.String;
        const ExprType time = ExprType.Timestamp;
        yield return new(Function.If, [ExprType.Bool, null, null], null, "The second where the first is true, else the third.");
        yield return new(Function.Coalesce, [null, null], null, "The first that is not missing.", Repeats: true);
        yield return new(Function.IsNull, [null], ExprType.Bool, "Whether it is missing.");
        yield return new(Function.Abs, [number], number, "Without its sign.");
        yield return new(Function.Floor, [number], number, "Rounded down.");
        yield return new(Function.Ceil, [number], number, "Rounded up.");
        yield return new(Function.Round, [number], number, "Rounded to the nearest whole number, halves to the even one.");
        yield return new(Function.Sqrt, [number], number, "Square root.");
        yield return new(Function.Min, [number, number], number, "The smallest.", Repeats: true);
        yield return new(Function.Max, [number, number], number, "The largest.", Repeats: true);
        yield return new(Function.Hour, [time], number, "Hour of the day in UTC, 0 to 23.");
        yield return new(Function.Minute, [time], number, "Minute of the hour, 0 to 59.");
        yield return new(Function.Weekday, [time], number, "Day of the week in UTC, Monday 0 to Sunday 6.");
        yield return new(Function.Day, [time], number, "Day of the month in UTC, 1 to 31.");
        yield return new(Function.Month, [time], number, "Month in UTC, 1 to 12.");
        yield return new(Function.Epoch, [time], number, "Seconds since 1970 in UTC.");
        yield return new(Function.Length, [text], number, "Length in UTF-8 bytes.");
        yield return new(Function.Lower, [text], text, "In lower case.");
        yield return new(Function.StartsWith, [text, text], ExprType.Bool, "Whether the first begins with the second.");
        yield return new(Function.EndsWith, [text, text], ExprType.Bool, "Whether the first ends with the second.");
        yield return new(Function.Contains, [text, text], ExprType.Bool, "Whether the second is in the first.");
    }
}
