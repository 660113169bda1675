using System.CommandLine;
using Streaming.Application.StartLearning;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Learning;

sealed class StartCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public StartCommand()
        : base("start", "Ask for the topology's model to be renewed now") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming learning start card-fraud --because \"new terminals\"", "whoever serves its learning runs begins at once")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new StartLearningRequest(parsed.GetRequiredValue(_topology));
        var started = await context.RunAsync(new StartLearningOperation(), request, stop);
        context.Terminal.Result(started, () =>
        {
            context.Terminal.Line(
                $"A new version of {started.Model} was asked for. It begins once this runs somewhere: streaming learning serve "
                    + started.Topology
            );
            context.Terminal.Line($"See how it goes: streaming learning show {started.Topology}");
        });
        return ExitCode.Done;
    }
}
