using System.CommandLine;
using Streaming.Application.ExplainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Explain;

sealed class ExplainCommand : CliCommand
{
    readonly Option<string> _model = new("--model")
    {
        Description = "ONNX file of a tree ensemble, whoever wrote it, or a version in the registry: NAME:VERSION",
        HelpName = "path|name:version",
        Required = true,
    };
    readonly Option<string> _data = new("--data")
    {
        Description = "Rows to explain: CSV with a header line; an empty cell is a missing value",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string> _out = new("--out", "-o")
    {
        Description = "CSV file to write: one column for each feature, then base and score; - for standard output",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string?> _background = new("--background")
    {
        Description = "Rows to compare with, as CSV; for the method path the rows that the model was trained on",
        HelpName = "path",
    };
    readonly Option<ExplainMethod?> _method = new("--method")
    {
        Description = "tree: against the background; path: by how many training rows passed each node (default: tree with --background)",
        HelpName = "tree|path",
    };
    readonly Option<int?> _class = new("--class")
    {
        Description = "Which output of a model with several, counted from 0 (default: the second of two classes)",
        HelpName = "n",
    };

    public ExplainCommand()
        : base(
            "explain",
            "Write how much each feature moved each score of a model (exact SHAP values); a file needs neither database nor broker"
        )
    {
        foreach (var option in (Option[])[_model, _data, _background, _method, _class, _out])
            Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
        [
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
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var file = parsed.GetRequiredValue(_out);
        var explained = await context.RunAsync(
            new ExplainModelOperation(),
            new ExplainModelRequest
            {
                Model = parsed.GetRequiredValue(_model),
                Data = parsed.GetRequiredValue(_data),
                File = file,
                Background = parsed.GetValue(_background),
                Method = parsed.GetValue(_method),
                Class = parsed.GetValue(_class),
                Output = file == "-" ? context.Terminal.OpenOut : null,
            },
            stop
        );
        if (file == "-")
            context.Terminal.Note(ExplainView.Summary(explained));
        else
            ExplainView.Show(context.Terminal, explained);
        return ExitCode.Done;
    }
}
