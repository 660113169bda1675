using System.CommandLine;
using System.Globalization;
using Streaming.Application.CanaryModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

/// <summary>A share of the keys as people write it: 5% or 0.05.</summary>
static class KeyShare
{
    /// <summary>Refuses what is no share.</summary>
    public static void Check(Option<string> option) =>
        option.Validators.Add(result =>
            result.Refuse<string>(
                text => Parse(text) is null,
                $"{option.Name} must be above 0 % and at most {100 * CanaryModelRequest.MaxShare:0} %: write 5% or 0.05."
            )
        );

    /// <summary>Null where it is none. Decimal, so that 5% and 0.05 are the same share.</summary>
    /// <param name="text">What people write.</param>
    /// <param name="most">The greatest one.</param>
    public static double? Parse(string text, double most = CanaryModelRequest.MaxShare)
    {
        var isPercent = text.EndsWith('%');
        if (!decimal.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var share = (double)(isPercent ? number / 100 : number);
        return share > 0 && share <= most ? share : null;
    }
}
