using System.CommandLine;
using Streaming.Application.VerifyLearning;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Learning;

sealed class VerifyRunsCommand : CliCommand
{
    public VerifyRunsCommand()
        : base("verify", "Check the hash chain of every learning run, and of what was done for goals") { }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming learning verify", "exit code 1 where something was altered or taken out")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var verified = await context.RunAsync(new VerifyLearningOperation(), new VerifyLearningRequest(), stop);
        LearningView.Verified(context.Terminal, verified);
        return verified.Sound ? ExitCode.Done : ExitCode.Failed;
    }
}
