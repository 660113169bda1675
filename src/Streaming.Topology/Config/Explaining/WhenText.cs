using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Config.Explaining;

/// <summary>
/// Which rows are explained, in words: <c>every</c>, <c>decision in (a, b)</c>, <c>score near threshold by 0.1</c>, <c>sample 1%</c>,
/// and several of these with <c>or</c> between them.
/// </summary>
static partial class WhenText
{
    /// <summary>How near is near, where nothing is said.</summary>
    const double UsuallyBy = 0.05;

    /// <summary>Longer texts are no such thing.</summary>
    const int MostCharacters = 4096;

    public static readonly ScalarShape<ExplainWhen> Shape = new(
        "which rows to explain",
        "Write every, decision in (NAME, ...), score near threshold, score near 0.5 by 0.1, sample 1%, or several with `or` between them.",
        () => new JsonObject { ["type"] = "string" },
        (YamlScalar scalar, [MaybeNullWhen(false)] out ExplainWhen when) => TryParse(scalar.Text, out when)
    );

    public static bool TryParse(string text, [MaybeNullWhen(false)] out ExplainWhen when)
    {
        when = null;
        if (text.Length > MostCharacters)
            return false;
        var (every, sample) = (false, 0.0);
        var decisions = new List<string>();
        var near = new List<ScoreBand>();
        foreach (var part in Or().Split(text.Trim()))
        {
            if (part == "every")
            {
                every = true;
            }
            else if (In().Match(part) is { Success: true } named)
            {
                decisions.AddRange(named.Groups["names"].Value.Split(',').Select(n => n.Trim()));
            }
            else if (Near().Match(part) is { Success: true } band && Number(band, "by", UsuallyBy) is > 0 and var by)
            {
                var score = Number(band, "score", double.NaN);
                if (score is null)
                    return false;
                near.Add(new ScoreBand(double.IsNaN(score.Value) ? null : score, by));
            }
            else if (Sample().Match(part) is { Success: true } share && Number(share, "percent", 0) is > 0 and <= 100 and var percent)
            {
                sample = Math.Max(sample, percent / 100);
            }
            else
            {
                return false;
            }
        }

        when = new ExplainWhen
        {
            Every = every,
            Decisions = decisions,
            Near = near,
            Sample = sample,
            Text = text.Trim(),
        };
        return true;
    }

    /// <summary>A number of a part, or what stands for it where there is none; null: it is no number.</summary>
    static double? Number(Match match, string group, double otherwise)
    {
        if (!match.Groups[group].Success)
            return otherwise;
        var read = double.TryParse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        return read && double.IsFinite(value) ? value : null;
    }

    [GeneratedRegex(@"\s+or\s+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Or();

    [GeneratedRegex(@"^decision\s+in\s*\((?<names>[^()]+)\)$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex In();

    [GeneratedRegex(
        @"^score\s+near\s+(?:threshold|(?<score>[0-9.]+))(?:\s+by\s+(?<by>[0-9.]+))?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    )]
    private static partial Regex Near();

    [GeneratedRegex(@"^sample\s+(?<percent>[0-9.]+)\s*%$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Sample();
}
