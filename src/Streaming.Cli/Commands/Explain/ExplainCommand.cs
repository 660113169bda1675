using System.CommandLine;
using Streaming.Application.ExplainDecision;
using Streaming.Application.ExplainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Explain;

sealed class ExplainCommand : CliCommand
{
    readonly DecisionArguments _decision = new();
    readonly Option<string> _model = new("--model")
    {
        Description = "ONNX file, whoever wrote it (for tree and path one of a tree ensemble), or a version in the registry: NAME:VERSION",
        HelpName = "path|name:version",
    };
    readonly Option<string> _data = new("--data")
    {
        Description =
            "Rows to explain: CSV with a header line; an empty cell is a missing value. Of a decision: folder of the embedded services",
        HelpName = "path",
    };
    readonly Option<string> _out = new("--out", "-o")
    {
        Description =
            "CSV file to write: one column for each feature, then base and score; - for standard output. Of a decision: its "
            + "waterfall, as .svg or .html",
        HelpName = "path",
    };
    readonly Option<string?> _background = new("--background")
    {
        Description = "Rows to compare with, as CSV; for the method path the rows that the model was trained on",
        HelpName = "path",
    };
    readonly Option<ExplainMethod?> _method = new("--method")
    {
        Description =
            "tree: against the background; path: by how many training rows passed each node (default: tree with --background); "
            + "counterfactual: smallest changes that lead to the other side of a threshold; kernel: any model, by its scores alone, "
            + "against the background; lime: a line around each row, with its fidelity, for any model; effects: what any model's score "
            + "does over each feature of the data",
        HelpName = "tree|path|counterfactual|kernel|lime|effects",
    };
    readonly Option<int?> _class = new("--class")
    {
        Description = "Which output of a model with several, counted from 0 (default: the second of two classes)",
        HelpName = "n",
    };

    readonly CounterfactualArguments _counterfactual = new();
    readonly ScoreArguments _scores = new();

    public ExplainCommand()
        : base(
            "explain",
            "Tell how much each feature moved a score (SHAP values): of a recorded decision, or of all rows of a file by any ONNX model, "
                + "which needs neither database nor broker"
        )
    {
        _decision.AddTo(this, _model, _data, _out);
        foreach (var option in (Option[])[_model, _data, _background, _method, _class, _out])
            Add(option);
        Validators.Add(result =>
        {
            if (_decision.IsGiven(result) && result.GetValue(_out) is { } file && !WaterfallFile.IsKnown(file))
                result.AddError("--out of a decision takes a file that ends in .svg or .html.");
        });
        _counterfactual.AddTo(this, _decision.IsGiven);
        _scores.AddTo(this, _method);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming explain card-fraud 1320", "why this event was decided as it was, on record"),
            new("streaming explain card-fraud 1320 --out why.html", "the same, and a page with the waterfall"),
            new(
                "streaming explain --model model.onnx --data rows.csv --background train.csv --out values.csv",
                "against rows of your choice"
            ),
            new(
                "streaming explain --model card-fraud:2 --data rows.csv --out -",
                "along paths, by the rows that this version was trained on"
            ),
            new(
                "streaming explain --model model.onnx --data rows.csv --method path --background train.csv --out values.csv",
                "along paths, by covers counted over the training rows"
            ),
            new(
                "streaming explain --model model.onnx --data rows.csv --method counterfactual --threshold 0.5 --actionable 'amount down "
                    + "from 0' --out changes.csv",
                "what would have to change for the other decision"
            ),
            new(
                "streaming explain --model network.onnx --data rows.csv --background train.csv --method kernel --out values.csv",
                "any model, by its scores alone"
            ),
            new(
                "streaming explain --model network.onnx --data rows.csv --background train.csv --method lime --out lines.csv",
                "a line around each row, where one holds"
            ),
            new(
                "streaming explain --model network.onnx --data train.csv --method effects --out effects.csv",
                "what the score does over each feature, with a curve"
            ),
        ];

    /// <summary>Of a recorded decision --data is what it is everywhere; it names rows beside a model alone.</summary>
    protected override string? DataFolder(ParseResult parsed) => _decision.Given(parsed) ? parsed.GetValue(_data) : null;

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        if (_decision.Given(parsed))
        {
            var (plot, decision) = (parsed.GetValue(_out), _counterfactual.Decision(parsed));
            return await _decision.RunAsync(parsed, parsed.GetValue(_background), plot, decision, context, stop);
        }

        var file = parsed.GetValue(_out)!;
        var explained = await context.RunAsync(
            new ExplainModelOperation(),
            _scores.Of(
                parsed,
                new ExplainModelRequest
                {
                    Model = parsed.GetValue(_model)!,
                    Data = parsed.GetValue(_data)!,
                    File = file,
                    Background = parsed.GetValue(_background),
                    Method = parsed.GetValue(_method),
                    Class = parsed.GetValue(_class),
                    Counterfactual = _counterfactual.Of(parsed),
                    Output = file == "-" ? context.Terminal.OpenOut : null,
                }
            ),
            stop
        );
        if (file == "-")
            context.Terminal.Note(ExplainView.Summary(explained));
        else
            ExplainView.Show(context.Terminal, explained);
        return ExitCode.Done;
    }
}
