using System.CommandLine.Parsing;
using System.Text;
using Streaming.Publishing.Files;

namespace Streaming.Cli.Commands.Publish;

/// <summary>What the user asked to publish.</summary>
internal sealed record PublishRequest
{
    public required string Topology { get; init; }
    public required string File { get; init; }
    public Encoding? Encoding { get; init; }
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

    public static Encoding? ParseEncoding(string? name) => name is not null && TextEncoding.TryFind(name, out var encoding) ? encoding : null;

    public static void CheckEncoding(OptionResult result)
    {
        foreach (var name in result.Tokens.Select(t => t.Value))
        {
            if (!TextEncoding.TryFind(name, out _)) result.AddError($"{result.Option.Name} {name}: no such encoding is known. Usual ones: utf-8, utf-16, latin1, windows-1252.");
        }
    }

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
