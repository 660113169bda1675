using System.CommandLine;
using Streaming.Application.RunDemo;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Demo;

sealed class DemoCommand : CliCommand
{
    readonly Argument<string> _topology = new("topology")
    {
        Description = "A topology with a simulator, labels and a model (default: card-fraud)",
        DefaultValueFactory = _ => "card-fraud",
    };

    readonly Option<long> _history = new("--history")
    {
        Description = "Events of history to learn from",
        HelpName = "n",
        DefaultValueFactory = _ => 300_000,
    };
    readonly Option<long> _events = new("--events")
    {
        Description = "Events to stream once the model is in use",
        HelpName = "n",
        DefaultValueFactory = _ => 200_000,
    };

    public DemoCommand()
        : base("demo", "See everything in three minutes, with nothing to set up: simulate, score, train, score again, check, look")
    {
        Add(_topology);
        Add(_history);
        Add(_events);
        Add(new DriftDemoCommand());
        _history.Validators.Add(Check.Positive(_history));
        _events.Validators.Add(Check.Positive(_events));
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming demo", "the card-fraud pipeline"), new("streaming demo machine-temperature", "another domain, the same engine")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RunDemoRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_history), parsed.GetValue(_events));
        var view = new DemoView(context.Terminal, context.Time);
        var ran = await context.Operations.RunAsync(new RunDemoOperation(), request, context.Caller, view, stop);
        view.Ended(ran);
        return ran.Good ? ExitCode.Done : ExitCode.Failed;
    }
}
