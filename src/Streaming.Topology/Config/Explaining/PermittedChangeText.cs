using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Config.Explaining;

/// <summary>
/// How a feature may change, in words: <c>any</c>, <c>up</c>, <c>down by 1 from 0</c>, <c>any by 0.5 from 0 to 100</c>.
/// </summary>
public static partial class PermittedChangeText
{
    /// <summary>What somebody is told who wrote something else.</summary>
    public const string Cure =
        "Write up, down or any; behind it, where they apply, `by STEP`, `from LEAST` and `to MOST`: down by 1 from 0.";

    const string Grammar =
        @"^(?<way>up|down|any)(?:\s+by\s+(?<step>[0-9.]+))?(?:\s+from\s+(?<min>-?[0-9.]+))?(?:\s+to\s+(?<max>-?[0-9.]+))?$";

    internal static readonly ScalarShape<PermittedChange> Shape = new(
        "how a feature may change",
        Cure,
        () => new JsonObject { ["type"] = "string", ["pattern"] = Grammar },
        (YamlScalar scalar, [MaybeNullWhen(false)] out PermittedChange change) => TryParse(scalar.Text, out change)
    );

    /// <param name="text">The words.</param>
    /// <param name="change">What they say.</param>
    /// <returns>False for other words, a step of 0, and bounds of which the lower is above the upper.</returns>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out PermittedChange change)
    {
        change = null;
        var match = Words().Match(text.Trim());
        if (
            !match.Success
            || !Number(match, "step", out var step)
            || !Number(match, "min", out var min)
            || !Number(match, "max", out var max)
        )
        {
            return false;
        }

        if (step <= 0 || min > max)
            return false;
        var way = match.Groups["way"].Value;
        change = new PermittedChange
        {
            Up = way != "down",
            Down = way != "up",
            Step = step,
            Min = min,
            Max = max,
            Text = text.Trim(),
        };
        return true;
    }

    static bool Number(Match match, string group, out double? value)
    {
        value = null;
        if (!match.Groups[group].Success)
            return true;
        if (!double.TryParse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var read))
            return false;
        value = read;
        return double.IsFinite(read);
    }

    [GeneratedRegex(Grammar, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
