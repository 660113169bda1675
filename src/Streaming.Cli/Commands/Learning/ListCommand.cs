using System.CommandLine;
using Streaming.Application.ListLearning;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Learning;

sealed class ListCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _limit = new("--limit")
    {
        Description = "The newest so many",
        HelpName = "n",
        DefaultValueFactory = _ => 50,
    };

    public ListCommand()
        : base("list", "List the topology's learning runs, newest first, and what waits to begin")
    {
        Add(_topology);
        Add(_limit);
        _limit.Validators.Add(Check.Positive(_limit));
    }

    public override IReadOnlyList<Example> Examples => [new("streaming learning list card-fraud", "what was renewed, when, and why")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ListLearningRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_limit));
        LearningView.List(context.Terminal, await context.RunAsync(new ListLearningOperation(), request, stop));
        return ExitCode.Done;
    }
}
