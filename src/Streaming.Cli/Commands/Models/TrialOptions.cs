using System.CommandLine;
using Streaming.Application.CompareModels;

namespace Streaming.Cli.Commands.Models;

/// <summary>What decides whether a version is better, for each command that judges one.</summary>
sealed class TrialOptions
{
    static readonly CompareModelsRequest Usual = new() { Topology = "", Version = 1 };

    readonly Option<double> _alpha;
    readonly Option<double> _margin = new("--margin")
    {
        Description = "By how much smaller its mean squared error has to be for it to be better",
        HelpName = "error",
    };
    readonly Option<double> _tolerance = new("--tolerance")
    {
        Description = "By how much greater its mean squared error may be before it is worse",
        HelpName = "error",
    };

    /// <param name="alpha">What the chance is said to be of.</param>
    public TrialOptions(string alpha) =>
        _alpha = new("--alpha")
        {
            Description = alpha,
            DefaultValueFactory = _ => Usual.Alpha,
            HelpName = "chance",
        };

    public IEnumerable<Option> All => [_alpha, _margin, _tolerance];

    public double Alpha(ParseResult parsed) => parsed.GetValue(_alpha);

    public double Margin(ParseResult parsed) => parsed.GetValue(_margin);

    public double Tolerance(ParseResult parsed) => parsed.GetValue(_tolerance);
}
