using System.CommandLine;
using Streaming.Application.Jobs;
using Streaming.Application.ShowJob;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class ShowCommand : CliCommand
{
    readonly JobArgument _job = new();

    public ShowCommand()
        : base("show", "Show one job: who asked for it, where it runs, how far it is, what it waits for") => Add(_job);

    public override IReadOnlyList<Example> Examples => [new("streaming jobs show 17", "how far job 17 is")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        JobsView.Show(context.Terminal, await context.RunAsync(new ShowJobOperation(), new JobRequest(parsed.GetValue(_job)), stop));
        return ExitCode.Done;
    }
}
