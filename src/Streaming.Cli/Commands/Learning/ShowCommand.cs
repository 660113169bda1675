using System.CommandLine;
using Streaming.Application.ShowLearning;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Learning;

sealed class ShowCommand : CliCommand
{
    readonly RunArgument _run = new();

    public ShowCommand()
        : base("show", "Tell the story of a learning run: each step, when, why, and what was measured") => _run.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming learning show card-fraud", "the newest run"), new("streaming learning show card-fraud 3", "run 3")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        LearningView.Show(context.Terminal, await context.RunAsync(new ShowLearningOperation(), _run.Of(parsed), stop));
        return ExitCode.Done;
    }
}
