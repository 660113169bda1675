using System.CommandLine;
using Streaming.Application.RunDriftDemo;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Demo;

sealed class DriftDemoCommand() : CliCommand("drift", "See a pipeline notice that fraud has changed, learn anew, and take back a bad model")
{
    public override IReadOnlyList<Example> Examples => [new("streaming demo drift", "four months of payments in two or three minutes")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var view = new DriftDemoView(context.Terminal);
        var ran = await context.Operations.RunAsync(
            new RunDriftDemoOperation(),
            new RunDriftDemoRequest("changing-fraud"),
            context.Caller,
            view,
            stop
        );
        view.Ended(ran);
        return ran.Good ? ExitCode.Done : ExitCode.Failed;
    }
}
