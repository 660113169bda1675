using System.CommandLine;
using Streaming.Application.RemoveClient;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Clients;

sealed class RemoveCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Of the program, as the list shows it" };

    public RemoveCommand()
        : base("remove", "Take a program out, for good; its tokens open nothing within a second") => Add(_name);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming clients remove till-7 --because \"the shop is closed\"", "no more tokens for it")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RemoveClientRequest(parsed.GetRequiredValue(_name));
        ClientsView.Removed(context.Terminal, await context.RunAsync(new RemoveClientOperation(), request, stop));
        return ExitCode.Done;
    }
}
