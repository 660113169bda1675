using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Config.Guarding;

/// <summary>How many at most, as people write it: <c>50</c> or <c>20%</c>.</summary>
static class MostText
{
    /// <summary>No window holds more rows.</summary>
    const long MostCount = 1_000_000_000;

    public static readonly ScalarShape<MostOf> Shape = new(
        "a count or a share",
        $"Write a whole number up to {MostCount.ToString(CultureInfo.InvariantCulture)}, such as 50, or a share below 100%, such as 20% or "
            + "0.25%, with at most four decimals.",
        () => new JsonObject { ["type"] = new JsonArray("integer", "string"), ["pattern"] = "^[0-9]+([.][0-9]{1,4})?%?$" },
        (YamlScalar scalar, out MostOf most) => TryParse(scalar.Text, out most)
    );

    public static bool TryParse(string text, out MostOf most)
    {
        most = default;
        if (!text.EndsWith('%'))
        {
            var read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
            most = new MostOf(count, IsShare: false);
            return read && count <= MostCount;
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text.AsSpan(0, text.Length - 1), style, CultureInfo.InvariantCulture, out var percent))
            return false;
        if (percent is < 0 or >= 100 || decimal.Truncate(percent * 10_000) != percent * 10_000)
            return false;
        most = new MostOf((long)(percent * 10_000), IsShare: true);
        return true;
    }
}
