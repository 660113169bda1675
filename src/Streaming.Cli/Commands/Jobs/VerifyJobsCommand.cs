using System.CommandLine;
using Streaming.Application.VerifyJobs;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class VerifyJobsCommand : CliCommand
{
    public VerifyJobsCommand()
        : base("verify", "Check the hash chain of every job, and that each result is the one that was recorded") { }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming jobs verify", "exit code 1 where something was altered or taken out")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var verified = await context.RunAsync(new VerifyJobsOperation(), new VerifyJobsRequest(), stop);
        JobsView.Verified(context.Terminal, verified);
        return verified.Sound ? ExitCode.Done : ExitCode.Failed;
    }
}
