using System.Text.Json;

namespace Streaming.Topology.Expressions.Checking;

/// <summary>What a function takes and gives.</summary>
/// <param name="Function">Which.</param>
/// <param name="Parameters">Types in order; null: any type, the same for all such parameters.</param>
/// <param name="Result">Null: the type of the any-typed parameters.</param>
/// <param name="Repeats">The last parameter may be given again and again.</param>
internal sealed record Signature(Function Function, ExprType?[] Parameters, ExprType? Result, bool Repeats = false)
{
    public string Name => JsonNamingPolicy.SnakeCaseLower.ConvertName(Function.ToString());

    public override string ToString() =>
        $"{Name}({string.Join(", ", Parameters.Select(p => p is { } type ? type.ToString().ToLowerInvariant() : "any"))}{(Repeats ? ", ..." : "")})";
}

internal static class Signatures
{
    public static readonly IReadOnlyDictionary<string, Signature> ByName = All().ToDictionary(s => s.Name, StringComparer.Ordinal);

    static IEnumerable<Signature> All()
    {
        const ExprType number = ExprType.Number;
        const ExprType text = ExprType.String;
        yield return new(Function.If, [ExprType.Bool, null, null], null);
        yield return new(Function.Coalesce, [null, null], null, Repeats: true);
        yield return new(Function.IsNull, [null], ExprType.Bool);
        foreach (var function in new[] { Function.Abs, Function.Floor, Function.Ceil, Function.Round, Function.Sqrt })
            yield return new(function, [number], number);
        yield return new(Function.Min, [number, number], number, Repeats: true);
        yield return new(Function.Max, [number, number], number, Repeats: true);
        foreach (var function in new[] { Function.Hour, Function.Minute, Function.Weekday, Function.Day, Function.Month, Function.Epoch })
            yield return new(function, [ExprType.Timestamp], number);
        yield return new(Function.Length, [text], number);
        yield return new(Function.Lower, [text], text);
        foreach (var function in new[] { Function.StartsWith, Function.EndsWith, Function.Contains })
            yield return new(function, [text, text], ExprType.Bool);
    }
}
