using System.CommandLine;
using Streaming.Application.ListApiKeys;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.ApiKeys;

sealed class ListCommand : CliCommand
{
    public ListCommand()
        : base("list", "List keys, without their secrets") { }

    public override IReadOnlyList<Example> Examples => [new("streaming api-keys list", "who may call, what, where and until when")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ApiKeysView.List(context.Terminal, await context.RunAsync(new ListApiKeysOperation(), new ListApiKeysRequest(), stop));
        return ExitCode.Done;
    }
}
