using System.CommandLine;
using Streaming.Application.CancelJob;
using Streaming.Application.Jobs;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class CancelCommand : CliCommand
{
    readonly JobArgument _job = new();

    public CancelCommand()
        : base("cancel", "Stop a job, wherever it runs") => Add(_job);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming jobs cancel 17 --because \"wrong period\"", "one that runs ends within a few seconds")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        JobsView.Cancelled(context.Terminal, await context.RunAsync(new CancelJobOperation(), new JobRequest(parsed.GetValue(_job)), stop));
        return ExitCode.Done;
    }
}
