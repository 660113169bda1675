using System.CommandLine;
using Streaming.Application.Jobs;
using Streaming.Application.WaitForJob;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class WaitCommand : CliCommand
{
    readonly JobArgument _job = new();

    public WaitCommand()
        : base("wait", "Wait until a job is over; where no process runs jobs, this one runs it") => Add(_job);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming jobs wait 17 && streaming jobs result 17", "exit code 1 where it brought no result")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var job = await context.RunAsync(new WaitForJobOperation(), new JobRequest(parsed.GetValue(_job)), stop);
        JobsView.Ended(context.Terminal, job);
        return job.HasResult ? ExitCode.Done : ExitCode.Failed;
    }
}
