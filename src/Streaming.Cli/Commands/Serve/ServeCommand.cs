using System.CommandLine;
using Streaming.Application.ListTopologies;
using Streaming.Application.Serve;
using Streaming.Application.Services;
using Streaming.Cli.Shell;
using Streaming.Gateway;

namespace Streaming.Cli.Commands.Serve;

sealed class ServeCommand : CliCommand
{
    readonly Option<string[]> _urls = new("--urls")
    {
        Description = "Where to listen, on this machine alone; several with spaces between. Port 0: a free one",
        HelpName = "http://address:port",
        DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<string[]?> _topologies = new("--topologies")
    {
        Description =
            "Names or paths of the topologies that callers may name, with spaces between (default: those in ./topology and those shipped "
            + "with the program)",
        HelpName = "topology",
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<int> _jobs = new("--jobs")
    {
        Description = "Number of jobs that run at a time beside the server; 0: none",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };

    public ServeCommand()
        : base("serve", "Offer all this over HTTP, until Ctrl-C or SIGTERM")
    {
        Add(_urls);
        Add(_topologies);
        Add(_jobs);
        _jobs.Validators.Add(result => result.Refuse<int>(jobs => jobs < 0, "--jobs must not be negative."));
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming serve", "on http://127.0.0.1:8080; /openapi/v1.json says what there is"),
            new("curl http://127.0.0.1:8080/v1/topologies/card-fraud/status", "what `streaming status card-fraud --json` shows"),
            new(
                "streaming serve --urls http://127.0.0.1:0 --topologies card-fraud ./mine/topology.yaml",
                "a free port, and two topologies"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var settings = new GatewaySettings
        {
            Listen = [.. parsed.GetRequiredValue(_urls).Select(ListenAddress.Parse)],
            Topologies = await context.RunAsync(
                new ListTopologiesOperation(),
                new ListTopologiesRequest(parsed.GetValue(_topologies) is { Length: > 0 } named ? named : null),
                stop
            ),
        };
        var request = new ServeRequest([.. settings.Listen.Select(l => l.ToString())], parsed.GetValue(_jobs))
        {
            Door = (health, over) => OpenAsync(settings, health, context, over),
        };
        var served = await context.RunAsync(new ServeOperation(), request, stop);
        context.Terminal.Result(served, () => context.Terminal.Line("Stopped; jobs that were under way wait again."));
        return ExitCode.Done;
    }

    static async Task OpenAsync(GatewaySettings settings, ServiceHealth health, CommandContext context, CancellationToken stop)
    {
        await using var server = new GatewayServer(settings, context.Operations, health, context.Time, context.Loggers);
        var addresses = await server.StartAsync(stop);
        context.Terminal.Note($"Listening at {string.Join(" and ", addresses)}. Ctrl-C stops it.");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync();
    }
}
