using System.CommandLine;
using System.Globalization;
using Streaming.Application.TrainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Train;

/// <summary>How a model grows and what rows weigh. What is not said, the algorithm knows.</summary>
sealed class GrowthOptions
{
    const string Balanced = "balanced";

    readonly Option<int?> _trees = new("--trees") { Description = "Number of trees", HelpName = "n" };
    readonly Option<int?> _leaves = new("--leaves") { Description = "Maximum number of leaves of a tree", HelpName = "n" };
    readonly Option<double?> _learningRate = new("--learning-rate")
    {
        Description = "Share of its correction that each tree (gam: round) applies",
        HelpName = "share",
    };
    readonly Option<int?> _minRows = new("--min-rows-per-leaf") { Description = "Fewest rows in a leaf", HelpName = "n" };
    readonly Option<int?> _bins = new("--bins") { Description = "Bins that the values of a feature are sorted into", HelpName = "n" };
    readonly Option<int?> _rounds = new("--rounds") { Description = "How often sdca and gam go through the rows", HelpName = "n" };
    readonly Option<double?> _l2 = new("--l2")
    {
        Description = "Weight of the squares of what is fitted (lightgbm, sdca)",
        HelpName = "weight",
    };
    readonly Option<double?> _rowShare = new("--row-share") { Description = "Share of the rows that each tree sees", HelpName = "share" };
    readonly Option<double?> _featureShare = new("--feature-share")
    {
        Description = "Share of the features that each tree sees",
        HelpName = "share",
    };
    readonly Option<string> _positiveWeight = new("--positive-weight")
    {
        Description = "Weight of a positive row, or balanced: both classes weigh the same. Probabilities are corrected for it",
        HelpName = "weight|balanced",
        DefaultValueFactory = _ => "1",
    };
    readonly Option<string?> _halfLife = new("--half-life")
    {
        Description = "Age at which a row weighs half of what the newest one does (default: age does not count)",
        HelpName = "duration",
    };

    public GrowthOptions()
    {
        _positiveWeight.Validators.Add(result =>
            result.Refuse<string>(text => text != Balanced && Weight(text) is null, "--positive-weight must be above 0, or balanced.")
        );
        _halfLife.Validators.Add(result =>
            result.Refuse<string?>(
                text => text is not null && TrainingWords.Duration(text) is null,
                "--half-life must be a duration above 0, such as 30d."
            )
        );
    }

    public IReadOnlyList<Option> All =>
        [_trees, _leaves, _learningRate, _minRows, _bins, _rounds, _l2, _rowShare, _featureShare, _positiveWeight, _halfLife];

    /// <summary>The request with what was said.</summary>
    public TrainModelRequest Into(TrainModelRequest request, ParseResult parsed) =>
        request with
        {
            Trees = parsed.GetValue(_trees),
            Leaves = parsed.GetValue(_leaves),
            LearningRate = parsed.GetValue(_learningRate),
            MinRowsPerLeaf = parsed.GetValue(_minRows),
            Bins = parsed.GetValue(_bins),
            Rounds = parsed.GetValue(_rounds),
            L2 = parsed.GetValue(_l2),
            RowShare = parsed.GetValue(_rowShare),
            FeatureShare = parsed.GetValue(_featureShare),
            PositiveWeight = Weight(parsed.GetRequiredValue(_positiveWeight)),
            HalfLife = parsed.GetValue(_halfLife) is { } text ? TrainingWords.Duration(text) : null,
        };

    static double? Weight(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight > 0 && double.IsFinite(weight)
            ? weight
            : null;
}
