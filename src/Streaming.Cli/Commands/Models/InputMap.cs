namespace Streaming.Cli.Commands.Models;

/// <summary>Which features the inputs of a model take, as words of the command line.</summary>
static class InputMap
{
    public const string Form = "--map: write INPUT=FEATURE, or INPUT=FEATURE,FEATURE for an input of several columns; each input once.";

    /// <summary><c>a=x,b=y</c> maps two inputs; <c>m=x,y</c> maps one with two columns.</summary>
    /// <returns>Null: nothing is said, or not in that way.</returns>
    public static Dictionary<string, IReadOnlyList<string>>? Of(string[] texts)
    {
        var map = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        List<string>? features = null;
        foreach (var part in texts.SelectMany(text => text.Split(',')))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                features = [];
                if (!map.TryAdd(part[..at].Trim(), features))
                    return null;
            }

            if (features is null || part[(at + 1)..].Trim() is not { Length: > 0 } feature)
                return null;
            features.Add(feature);
        }

        return map.Count == 0 ? null : map;
    }
}
