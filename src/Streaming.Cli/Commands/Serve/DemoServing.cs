using Streaming.Application.ServeDemo;
using Streaming.Cli.Commands.Demo;
using Streaming.Cli.Shell;
using Streaming.Gateway;

namespace Streaming.Cli.Commands.Serve;

/// <summary>Serves a small world of its own, and shows how to call it.</summary>
sealed class DemoServing(CommandContext context, GatewaySettings settings)
{
    /// <summary>The topology that it shows.</summary>
    public const string Topology = "card-fraud";

    readonly Terminal _terminal = context.Terminal;

    public async Task<int> RunAsync(IReadOnlyList<string> addresses, int jobs, CancellationToken stop)
    {
        var request = new ServeDemoRequest(Topology, addresses, Jobs: jobs) { Door = OpenAsync };
        var served = await context.Operations.RunAsync(
            new ServeDemoOperation(),
            request,
            context.Caller,
            new DemoView(_terminal, context.Time),
            stop
        );
        DemoLines.Say(_terminal, $"Stopped. The demo's data stays in {served.Data} until the next one.");
        return ExitCode.Done;
    }

    Task OpenAsync(DemoDoor door, CancellationToken stop) =>
        ServeCommand.OpenAsync(
            settings,
            door.Health,
            door.Runner.Doorkeeper,
            context with
            {
                Operations = door.Runner,
            },
            async addresses =>
            {
                var offer = await door.Offer;
                await ShowAsync(DemoCalls.Of(offer, addresses[0]));
            },
            stop
        );

    async Task ShowAsync(DemoCalls calls)
    {
        if (_terminal.Json)
            _terminal.JsonLine(calls);
        else
            Show(calls);
        // Whoever waits for it reads a pipe.
        await _terminal.FlushAsync();
    }

    void Show(DemoCalls calls)
    {
        _terminal.Line();
        _terminal.Line("Ready, and simulated traffic goes on. What there is to see, in a browser too:");
        foreach (var (what, link) in calls.Links)
            _terminal.Line($"  {what, -9} {link}");
        _terminal.Line();
        _terminal.Line("The API key that the calls below show. It holds for a day, for everything:");
        _terminal.Line($"  {calls.Key}");
        foreach (
            var (what, call) in ((string, string)[])
                [
                    ("Publish an event", calls.Publish),
                    ("Have an event decided", calls.Decide),
                    ("Ask the model about features", calls.Ask),
                    ("Read predictions as they come, until Ctrl-C", calls.Subscribe),
                ]
        )
        {
            _terminal.Line();
            _terminal.Line($"{what}:");
            _terminal.Line($"  {call}");
        }

        _terminal.Line();
        _terminal.Line("Ctrl-C here stops it.");
    }
}
