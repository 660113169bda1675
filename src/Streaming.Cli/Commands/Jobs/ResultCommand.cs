using System.CommandLine;
using Streaming.Application.Jobs;
using Streaming.Application.ReadJobResult;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class ResultCommand : CliCommand
{
    readonly JobArgument _job = new();

    public ResultCommand()
        : base("result", "Show what came of a job, as the command itself shows it") => Add(_job);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming jobs result 17 --json", "the same document as of the command with --json, and its exit code")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop) =>
        JobResultView.Show(
            context.Terminal,
            await context.RunAsync(new ReadJobResultOperation(), new JobRequest(parsed.GetValue(_job)), stop)
        );
}
