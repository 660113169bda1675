using System.CommandLine;
using Streaming.Application.Hosting;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Host;

/// <summary>Runs the embedded services on behalf of other commands; started by them, not by people.</summary>
sealed class HostVerb : CliCommand
{
    /// <summary>The verb itself.</summary>
    public const string Verb = "embedded-host";

    readonly Argument<string> _options = new("options");

    public HostVerb()
        : base(Verb, "Run the embedded services for other commands")
    {
        Hidden = true;
        Add(_options);
    }

    protected override Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop) =>
        EmbeddedHosting.RunAsync(parsed.GetRequiredValue(_options), context.Loggers, stop);
}
