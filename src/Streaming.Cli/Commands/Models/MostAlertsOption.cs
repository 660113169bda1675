using System.CommandLine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

/// <summary>Share of the rows that may be alerts, as people write it: 2% or 0.02.</summary>
sealed class MostAlertsOption : Option<string?>
{
    /// <param name="otherwise">What holds where it is not given.</param>
    public MostAlertsOption(string otherwise)
        : base("--most-alerts")
    {
        Description = $"Share of the rows that it may raise alerts on, whatever the one in use does: 2% or 0.02 (default: {otherwise})";
        HelpName = "share";
        Validators.Add(result =>
            result.Refuse<string?>(
                text => text is not null && KeyShare.Parse(text, most: 1) is null,
                "--most-alerts must be above 0 % and at most 100 %: write 2% or 0.02."
            )
        );
    }

    /// <summary>Null: not given.</summary>
    public double? Of(ParseResult parsed) => parsed.GetValue(this) is { } text ? KeyShare.Parse(text, most: 1) : null;
}
