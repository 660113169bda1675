using System.CommandLine;
using Streaming.Application.RevokeApiKey;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.ApiKeys;

sealed class RevokeCommand : CliCommand
{
    readonly Argument<string> _id = new("id") { Description = "Of the key, as the list shows it" };

    public RevokeCommand()
        : base("revoke", "Take a key back, for good") => Add(_id);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming api-keys revoke Ab3dE6gH --because \"it was in a log\"", "every server hears of it within a second")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RevokeApiKeyRequest(parsed.GetRequiredValue(_id));
        ApiKeysView.Revoked(context.Terminal, await context.RunAsync(new RevokeApiKeyOperation(), request, stop));
        return ExitCode.Done;
    }
}
