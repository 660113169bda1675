using System.CommandLine;
using Streaming.Application.RunService;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Standalone;

/// <summary>Keeps one embedded service running by itself, until Ctrl-C or SIGTERM.</summary>
abstract class StandaloneCommand : CliCommand
{
    readonly Option<int> _port = new("--port")
    {
        Description = "Port on 127.0.0.1 (default: that of the last run, else a free one)",
        HelpName = "n",
    };
    readonly EmbeddedService _service;
    readonly string _what;

    protected StandaloneCommand(string name, string description, EmbeddedService service, string what)
        : base(name, description)
    {
        (_service, _what) = (service, what);
        Add(_port);
        _port.Validators.Add(result => result.Refuse<int>(port => port is < 0 or > 65535, "--port must be 0 to 65535."));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        await foreach (
            var running in context.StreamAsync(new RunServiceOperation(), new RunServiceRequest(_service, parsed.GetValue(_port)), stop)
        )
        {
            context.Terminal.Result(running, () => context.Terminal.Line($"{_what}: {running.Address}"));
            await context.Terminal.FlushAsync();
            context.Terminal.Note("Running until Ctrl-C.");
        }

        return ExitCode.Done;
    }
}
