using System.CommandLine;
using Streaming.Application.CancelLearning;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Learning;

sealed class CancelCommand : CliCommand
{
    readonly RunArgument _run = new();

    public CancelCommand()
        : base("cancel", "End a learning run; its version is taken back from live rows unless it is the champion") => _run.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming learning cancel card-fraud --because \"wrong labels\"", "the run that is not over")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var run = await context.RunAsync(new CancelLearningOperation(), _run.Of(parsed), stop);
        context.Terminal.Result(run, () =>
            context.Terminal.Line($"Run {run.Number} of {run.Topology}, which is {run.State}, ends once its server has read that.")
        );
        return ExitCode.Done;
    }
}
