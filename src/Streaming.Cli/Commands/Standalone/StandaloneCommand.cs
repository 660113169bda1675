using System.CommandLine;
using Streaming.Cli.Commands.Host;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Standalone;

/// <summary>Keeps one embedded service running by itself, until Ctrl-C or SIGTERM.</summary>
internal abstract class StandaloneCommand : CliCommand
{
    readonly Option<int> _port = new("--port") { Description = "Port on 127.0.0.1 (default: that of the last run, else a free one)", HelpName = "n" };
    readonly EmbeddedParts _part;
    readonly string _what;

    protected StandaloneCommand(string name, string description, EmbeddedParts part, string what)
        : base(name, description)
    {
        (_part, _what) = (part, what);
        Add(_port);
        _port.Validators.Add(result => result.Refuse<int>(port => port is < 0 or > 65535, "--port must be 0 to 65535."));
    }

    protected abstract string Address(EmbeddedServices services);

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var port = words.GetValue(_port);
        // This command is about the embedded one, whatever else is configured.
        var options = ServiceAccess.Options(context.Connections, _part) with { Kafka = null, Postgres = null, BrokerPort = port, PostgresPort = port };
        await using var services = await EmbeddedServices.StartOrJoinAsync(options, HostCommand.ThisProgram(HostVerb.Verb), context.Terminal.Note, context.Loggers, stop);
        var address = Address(services);
        context.Terminal.Result(new { address }, () => context.Terminal.Line($"{_what}: {address}"));
        await context.Terminal.FlushAsync();
        context.Terminal.Note("Running until Ctrl-C.");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Done;
    }
}
