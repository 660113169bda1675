using System.CommandLine;
using Streaming.Application.RegisterModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class RegisterCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model, as the topology gives it under score.model" };
    readonly Option<string> _file = new("--file")
    {
        Description = "ONNX file, whoever wrote it",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string?> _topology = new("--topology")
    {
        Description = "Topology whose features it takes: a name, a folder or a file (default: the one that is called as the model)",
        HelpName = "topology",
    };
    readonly Option<string[]> _map = new("--map")
    {
        Description =
            "Feature that an input takes; several features, in the order of its columns, where it takes a matrix; may be repeated",
        HelpName = "INPUT=FEATURE,…",
    };
    readonly Option<string?> _output = new("--output")
    {
        Description = "Output that is the score, with the number or class of a column in brackets where it has several",
        HelpName = "NAME[index]",
    };
    readonly Option<string?> _rows = new("--rows")
    {
        Description = "CSV file with rows of features to score as a proof (default: rows that were recorded)",
        HelpName = "path",
    };

    public RegisterCommand()
        : base("register", "Add a model file that something else wrote: shows how it is served and what it scores")
    {
        Add(_name);
        _map.Validators.Add(result => result.Refuse<string[]>(texts => texts.Length > 0 && InputMap.Of(texts) is null, InputMap.Form));
        foreach (var option in (Option[])[_file, _topology, _map, _output, _rows])
            Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming models register card-fraud --file model.onnx", "features are found by name, or taken in the topology's order"),
            new(
                "streaming models register fraud --file model.onnx --topology card-fraud --map float_input=TX_AMOUNT,TX_DURING_NIGHT",
                "a matrix of two columns"
            ),
            new(
                "streaming models register fraud --file model.onnx --topology card-fraud --output output_probability[fraud]",
                "the class that is looked for"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RegisterModelRequest
        {
            Name = parsed.GetRequiredValue(_name),
            File = parsed.GetRequiredValue(_file),
            Topology = parsed.GetValue(_topology),
            Map = InputMap.Of(parsed.GetValue(_map) ?? []),
            Output = parsed.GetValue(_output),
            Data = parsed.GetValue(_rows),
        };
        RegisterView.Show(context.Terminal, await context.RunAsync(new RegisterModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
