using System.CommandLine;
using Streaming.Application.TrainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Train;

/// <summary>Whether settings are searched, and for how long.</summary>
sealed class SearchOptionWords
{
    readonly Option<bool> _search = new("--search") { Description = "Search the settings that are not given, over periods of the past" };
    readonly Option<string> _budget = new("--budget")
    {
        Description = "How long to search: a duration or a number of trials",
        HelpName = "10m|50",
        DefaultValueFactory = _ => "30",
    };
    readonly Option<int> _folds = new("--folds")
    {
        Description = "Periods that each trial is judged on",
        HelpName = "n",
        DefaultValueFactory = _ => 4,
    };

    public SearchOptionWords()
    {
        _budget.Validators.Add(result =>
            result.Refuse<string>(
                text => TrainingWords.Budget(text) is null,
                "--budget must be a duration such as 10m, or a number of trials from 1 to 10000, such as 50."
            )
        );
        _folds.Validators.Add(result => result.Refuse<int>(folds => folds is < 1 or > 50, "--folds must be 1 to 50."));
    }

    public IReadOnlyList<Option> All => [_search, _budget, _folds];

    /// <summary>The request with what was said.</summary>
    public TrainModelRequest Into(TrainModelRequest request, ParseResult parsed)
    {
        var (trials, time) = TrainingWords.Budget(parsed.GetRequiredValue(_budget))!.Value;
        return request with { Search = parsed.GetValue(_search), Trials = trials, SearchTime = time, Folds = parsed.GetValue(_folds) };
    }
}
