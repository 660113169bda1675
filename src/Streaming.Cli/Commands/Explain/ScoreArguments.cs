using System.CommandLine;
using Streaming.Application.ExplainModel;
using Streaming.Cli.Commands.Models;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Explain;

/// <summary>The words of `explain` for methods that ask for nothing but a model's scores.</summary>
sealed class ScoreArguments
{
    readonly Option<long> _seed = new("--seed") { Description = "Of what is drawn; the same seed, the same values", HelpName = "n" };
    readonly Option<int?> _samples = new("--samples")
    {
        Description =
            "kernel: coalitions scored for a row that more than 13 features share (default: 2,048 and 2 a feature); lime: rows made around "
            + "a row (default: 5,000)",
        HelpName = "n",
    };
    readonly Option<double?> _fidelity = new("--min-fidelity")
    {
        Description = "lime: below this weighted R², 0 to 1, no coefficients are shown (default: 0.5)",
        HelpName = "r2",
    };
    readonly Option<string[]> _map = new("--map")
    {
        Description = "Column of the files that an input takes, where the model does not name it; may be repeated",
        HelpName = "INPUT=COLUMN,…",
    };
    readonly Option<string?> _output = new("--output")
    {
        Description = "Output of the model that is the score, with the number or class of a column in brackets where it has several",
        HelpName = "NAME[index]",
    };

    /// <param name="command">Gets them.</param>
    /// <param name="method">Which one they are for.</param>
    public void AddTo(Command command, Option<ExplainMethod?> method)
    {
        _map.Validators.Add(result => result.Refuse<string[]>(texts => texts.Length > 0 && InputMap.Of(texts) is null, InputMap.Form));
        _samples.Validators.Add(result => result.Refuse<int?>(n => n < 1, "--samples: a number from 1 on."));
        _fidelity.Validators.Add(result =>
            result.Refuse<double?>(n => n is not (null or >= 0 and <= 1), "--min-fidelity: a number from 0 to 1.")
        );
        Option[] all = [_seed, _samples, _fidelity, _map, _output];
        foreach (var option in all)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(method) is not (ExplainMethod.Kernel or ExplainMethod.Lime or ExplainMethod.Effects)
                && Array.Find(all, option => result.GetResult(option) is { Implicit: false }) is { } given
            )
            {
                result.AddError($"{given.Name} is for a model that is explained by its scores: add --method kernel or --method lime.");
            }
            else if (result.GetValue(method) is not null and not ExplainMethod.Lime && result.GetResult(_fidelity) is { Implicit: false })
            {
                result.AddError("--min-fidelity is for lines: add --method lime.");
            }
        });
    }

    /// <summary>A request with what they say.</summary>
    public ExplainModelRequest Of(ParseResult parsed, ExplainModelRequest request) =>
        request with
        {
            Map = InputMap.Of(parsed.GetValue(_map) ?? []),
            Score = parsed.GetValue(_output),
            Seed = parsed.GetValue(_seed),
            Samples = parsed.GetValue(_samples),
            MinFidelity = parsed.GetValue(_fidelity),
        };
}
