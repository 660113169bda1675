using System.CommandLine;
using System.CommandLine.Parsing;
using Streaming.Application.ExplainModel;

namespace Streaming.Cli.Commands.Explain;

/// <summary>The words of `explain` about what would have led to another decision.</summary>
sealed class CounterfactualArguments
{
    readonly Option<double?> _threshold = new("--threshold")
    {
        Description = "For the method counterfactual: a score from here on is decided otherwise than one below",
        HelpName = "score",
    };
    readonly Option<string?> _wanted = new("--wanted")
    {
        Description =
            "Side of the threshold that changes are to lead to: above or below (default: the other). Of a recorded decision: the "
            + "name of another decision (default: any other)",
        HelpName = "above|below|decision",
    };
    readonly Option<string[]> _actionable = new("--actionable")
    {
        Description =
            "For the method counterfactual: a feature that may change, and how, such as 'amount down by 1 from 0'; once for each "
            + "(default: every feature, in any way)",
        HelpName = "words",
    };

    /// <param name="command">Gets them.</param>
    /// <param name="isDecision">Whether a recorded decision is to be explained.</param>
    public void AddTo(Command command, Func<CommandResult, bool> isDecision)
    {
        foreach (var option in (Option[])[_threshold, _wanted, _actionable])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (isDecision(result))
            {
                foreach (var other in ((Option[])[_threshold, _actionable]).Where(o => result.GetResult(o) is not null))
                {
                    result.AddError(
                        $"The topology says how its scores are decided and what may change (explain.actionable): leave {other.Name} out."
                    );
                }
            }
            else if (result.GetResult(_wanted) is not null && Side(result.GetValue(_wanted)) is null)
            {
                result.AddError("Which side of the threshold? Name it as --wanted above or --wanted below.");
            }
        });
    }

    /// <summary>What is said of rows of a file; null: nothing.</summary>
    public CounterfactualRequest? Of(ParseResult parsed)
    {
        var actionable = parsed.GetValue(_actionable) ?? [];
        return parsed.GetValue(_threshold) is null && parsed.GetValue(_wanted) is null && actionable.Length == 0
            ? null
            : new CounterfactualRequest
            {
                Threshold = parsed.GetValue(_threshold),
                Wanted = Side(parsed.GetValue(_wanted)),
                Actionable = actionable,
            };
    }

    /// <summary>The decision that is wanted instead of a recorded one; null: any other.</summary>
    public string? Decision(ParseResult parsed) => parsed.GetValue(_wanted);

    static ThresholdSide? Side(string? word) =>
        word switch
        {
            "above" => ThresholdSide.Above,
            "below" => ThresholdSide.Below,
            _ => null,
        };
}
