using System.CommandLine.Parsing;
using Streaming.Application.PublishFile;

namespace Streaming.Cli.Commands.Publish;

/// <summary>Words of a publish command that parsing alone does not understand.</summary>
static class PublishWords
{
    /// <summary>FIELD=…, by field.</summary>
    public static Dictionary<string, string> ParsePairs(IEnumerable<string> pairs) =>
        pairs.Select(p => p.Split('=', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.Ordinal);

    public static void CheckEncoding(OptionResult result)
    {
        foreach (var name in result.Tokens.Select(t => t.Value))
        {
            if (PublishFileRequest.FindEncoding(name) is null)
            {
                result.AddError(
                    $"{result.Option.Name} {name}: no such encoding is known. Usual ones: utf-8, utf-16, latin1, windows-1252."
                );
            }
        }
    }

    public static void CheckPairs(OptionResult result)
    {
        var (name, seen) = (result.Option.Name, new HashSet<string>(StringComparer.Ordinal));
        foreach (var pair in result.Tokens.Select(t => t.Value))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1)
                result.AddError($"{name} {pair}: write {result.Option.HelpName}.");
            else if (!seen.Add(pair[..at].Trim()))
                result.AddError($"{name} {pair}: the field is named twice.");
        }
    }
}
