using System.CommandLine.Parsing;

namespace Streaming.Cli.Commands.Publish;

/// <summary>What the user asked to publish.</summary>
internal sealed record PublishRequest
{
    public required string Topology { get; init; }
    public required string File { get; init; }
    public double? Rate { get; init; }
    public bool Loop { get; init; }
    public long? Limit { get; init; }
    public required IReadOnlyDictionary<string, string> Map { get; init; }
    public required IReadOnlyDictionary<string, string> Set { get; init; }
    public bool Labels { get; init; } = true;
    public bool HoldLabels { get; init; }
    public int Partitions { get; init; } = 4;

    /// <summary>FIELD=…, by field.</summary>
    public static Dictionary<string, string> ParsePairs(IEnumerable<string> pairs) =>
        pairs.Select(p => p.Split('=', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.Ordinal);

    public static void CheckPairs(OptionResult result)
    {
        var (name, seen) = (result.Option.Name, new HashSet<string>(StringComparer.Ordinal));
        foreach (var pair in result.Tokens.Select(t => t.Value))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1) result.AddError($"{name} {pair}: write {result.Option.HelpName}.");
            else if (!seen.Add(pair[..at].Trim())) result.AddError($"{name} {pair}: the field is named twice.");
        }
    }
}
