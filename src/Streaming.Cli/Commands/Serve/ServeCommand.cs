using System.CommandLine;
using Streaming.Application.Identity;
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
        Description =
            "Where to listen, several with spaces between; from other machines by https:// alone, and then callers must say who they are. "
            + "Port 0: a free one",
        HelpName = "address",
        DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<string[]?> _grpc = new("--grpc")
    {
        Description =
            "Where to speak gRPC without TLS, on this machine alone; several with spaces between (default: only where --urls has https://)",
        HelpName = "http://address:port",
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
    readonly Option<bool> _identity = new("--require-identity")
    {
        Description = "Callers on this machine must say who they are, too (streaming api-keys create)",
    };
    readonly IssuerOptions _issuer = new();
    readonly OwnIssuerOptions _ownIssuer = new();
    readonly TlsOptions _tls = new();
    readonly LimitOptions _limits = new();
    readonly Option<int> _jobs = new("--jobs")
    {
        Description = "Number of jobs that run at a time beside the server; 0: none",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };

    readonly Option<bool> _demo = new("--demo")
    {
        Description =
            "Begin with something to call: services of its own, a pipeline with a model, simulated traffic and an API key; it shows "
            + "how to call it",
    };

    public ServeCommand()
        : base("serve", "Offer all this over HTTP, until Ctrl-C or SIGTERM")
    {
        Add(_urls);
        Add(_grpc);
        Add(_topologies);
        Add(_identity);
        _issuer.AddTo(this);
        _ownIssuer.AddTo(this);
        _tls.AddTo(this);
        _limits.AddTo(this);
        Add(_jobs);
        Add(_demo);
        Validators.Add(result =>
        {
            if (result.GetValue(_demo) && result.GetValue(_topologies) is { Length: > 0 })
                result.AddError($"--demo shows {DemoServing.Topology} alone: leave out --topologies.");
        });
        _jobs.Validators.Add(result => result.Refuse<int>(jobs => jobs < 0, "--jobs must not be negative."));
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming serve", "on http://127.0.0.1:8080; /openapi/v1.json says what there is"),
            new("streaming serve --demo", "a working API with simulated traffic, nothing to set up"),
            new("streaming serve --urls https://0.0.0.0:8443 --certificate bank.pem", "for other machines, whose callers show API keys"),
            new("streaming serve --issuer http://127.0.0.1:8080", "issues tokens itself (streaming clients add)"),
            new("curl http://127.0.0.1:8080/v1/topologies/card-fraud/status", "what `streaming status card-fraud --json` shows"),
            new("streaming serve --grpc http://127.0.0.1:8081", "gRPC besides; /proto/streaming.proto says what there is"),
            new(
                "streaming serve --urls http://127.0.0.1:0 --topologies card-fraud ./mine/topology.yaml",
                "a free port, and two topologies"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        IReadOnlyList<ListenAddress> listen = [.. parsed.GetRequiredValue(_urls).Select(ListenAddress.Parse)];
        var demo = parsed.GetValue(_demo);
        IReadOnlyList<ListenAddress> grpc = [.. (parsed.GetValue(_grpc) ?? []).Select(ListenAddress.Parse)];
        var settings = new GatewaySettings
        {
            Listen = listen,
            Grpc = grpc,
            Tls = listen.Concat(grpc).Any(l => l.IsTls) ? _tls.Of(parsed, context) : null,
            Issuer = _issuer.Of(parsed),
            OwnIssuer = _ownIssuer.Of(parsed, context),
            RequireIdentity = parsed.GetValue(_identity),
            Limits = _limits.Of(parsed),
            Topologies = await context.RunAsync(
                new ListTopologiesOperation(),
                new ListTopologiesRequest(
                    demo ? [DemoServing.Topology]
                    : parsed.GetValue(_topologies) is { Length: > 0 } named ? named
                    : null
                ),
                stop
            ),
        };
        IReadOnlyList<string> addresses = [.. settings.Listen.Concat(settings.Grpc).Select(l => l.ToString())];
        if (demo)
            return await new DemoServing(context, settings).RunAsync(addresses, parsed.GetValue(_jobs), stop);
        var request = new ServeRequest(addresses, parsed.GetValue(_jobs))
        {
            Door = (health, doorkeeper, over) => OpenAsync(settings, health, doorkeeper, context, Listening, over),
        };
        var served = await context.RunAsync(new ServeOperation(), request, stop);
        context.Terminal.Result(served, () => context.Terminal.Line("Stopped; jobs that were under way wait again."));
        return ExitCode.Done;

        Task Listening(IReadOnlyList<string> at)
        {
            context.Terminal.Note($"Listening at {string.Join(" and ", at)}. Ctrl-C stops it.");
            return Task.CompletedTask;
        }
    }

    /// <summary>Serves until stopped.</summary>
    internal static async Task OpenAsync(
        GatewaySettings settings,
        ServiceHealth health,
        Doorkeeper doorkeeper,
        CommandContext context,
        Func<IReadOnlyList<string>, Task> listening,
        CancellationToken stop
    )
    {
        await using var server = new GatewayServer(settings, context.Operations, health, doorkeeper, context.Time, context.Loggers);
        await listening(await server.StartAsync(stop));
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync();
    }
}
