using System.CommandLine;
using Streaming.Application.ReplayLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Replay;

sealed class ReplayCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _from = new("--from") { Description = "First event time to compare (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows are compared", HelpName = "time" };
    readonly Option<string?> _model = new("--model")
    {
        Description = "Also score with another model and report what would have been: a version, an .onnx file, or rule",
        HelpName = "version|file|rule",
    };
    readonly Option<string?> _plot = new("--plot")
    {
        Description = "Draw the what-if report into a file (.html or .png); needs --model",
        HelpName = "path",
    };
    readonly Option<string?> _toTopic = new("--to-topic")
    {
        Description = "Write the predictions to a topic again, marked as replay; with --model what that model predicts",
        HelpName = "topic",
    };
    readonly DetachOption _detach = new();

    public ReplayCommand()
        : base("replay", "Compute recorded features, scores and decisions again and compare them bit for bit")
    {
        Add(_topology);
        foreach (var option in (Option[])[_from, _to, _model, _plot, _toTopic, _detach])
            Add(option);
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
        _model.Validators.Add(result =>
            result.Refuse<string?>(
                model => model is not null && !ReplayLineageRequest.NamesModel(model),
                "--model takes a version of the topology's model (a number), the path of an .onnx file, or rule."
            )
        );
        _plot.Validators.Add(result =>
            result.Refuse<string?>(
                file => file is not null && ReplayLineageRequest.FormatOf(file) is null,
                "--plot takes a file that ends in .html or .png."
            )
        );
        Validators.Add(result =>
        {
            if (result.GetResult(_plot) is not null && result.GetResult(_model) is null)
                result.AddError("--plot draws a what-if report: name a model with --model.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming replay card-fraud", "all that is recorded"),
            new(
                "streaming replay card-fraud --from 2018-08-01 --to 2018-08-02",
                "one day; the days that its windows reach back to are replayed too"
            ),
            new("streaming replay card-fraud --model 2 --plot what-if.html", "what version 2 would have made of it"),
            new("streaming replay card-fraud --to-topic card-fraud-replay", "history for a new consumer"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ReplayLineageRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            From = TimeWords.Parse(parsed.GetValue(_from)),
            To = TimeWords.Parse(parsed.GetValue(_to)),
            Model = parsed.GetValue(_model),
            Plot = parsed.GetValue(_plot),
            ToTopic = parsed.GetValue(_toTopic),
        };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new ReplayLineageOperation(), request, stop);
        var replayed = await context.RunAsync(new ReplayLineageOperation(), request, stop);
        ReplayView.Show(context.Terminal, replayed);
        return replayed.Differing == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
