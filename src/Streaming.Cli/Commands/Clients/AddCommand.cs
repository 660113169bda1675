using System.CommandLine;
using Streaming.Application.AddClient;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Clients;

sealed class AddCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Its client_id" };
    readonly HolderOptions _holder = new();
    readonly Option<string[]> _redirects = new("--redirect-uri")
    {
        Description = "Where people come back to from signing in, to the letter: then it acts for them, with no more roles than both have",
        HelpName = "address",
    };
    readonly Option<bool> _public = new("--public")
    {
        Description = "It can keep no secret, as programs on people's own machines and in their browsers cannot",
    };

    public AddCommand()
        : base("add", "Let a program have tokens; its secret is shown this one time")
    {
        Add(_name);
        _holder.AddTo(this);
        Add(_redirects);
        Add(_public);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming clients add till-7 --role publisher --topology card-fraud", "a program that acts for itself"),
            new(
                "streaming clients add desk --role viewer --public --redirect-uri http://127.0.0.1/signed-in",
                "one that people sign in for"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new AddClientRequest(
            parsed.GetRequiredValue(_name),
            _holder.Roles(parsed),
            _holder.Topologies(parsed),
            parsed.GetValue(_redirects) is { Length: > 0 } redirects ? redirects : null,
            parsed.GetValue(_public)
        );
        ClientsView.Added(context.Terminal, await context.RunAsync(new AddClientOperation(), request, stop));
        return ExitCode.Done;
    }
}
