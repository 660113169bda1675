using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Gateway;

namespace Streaming.Cli.Commands.Serve;

/// <summary>Options that say how much callers may ask for.</summary>
sealed class LimitOptions
{
    static readonly GatewayLimits Defaults = new();

    readonly Option<int> _requests = Number("--client-requests", "Requests that one client may send in a second", Defaults.ClientRequests);
    readonly Option<int> _records = Number(
        "--client-records",
        "Records and rows that one client may send in a second",
        Defaults.ClientRecords
    );
    readonly Option<int> _guesses = Number(
        "--guesses",
        "Keys and tokens that do not hold which may come from one address in a minute",
        Defaults.Guesses
    );
    readonly Option<int> _places = new("--topology-places")
    {
        Description = "Requests that are worked on for one topology at a time; five times as many wait",
        HelpName = "n",
        DefaultValueFactory = _ => Defaults.TopologyWork.AtOnce,
    };

    readonly Option<int> _models = new("--model-bytes")
    {
        Description = "Bytes of a model with its rows that somebody sends, in MiB",
        HelpName = "MiB",
        DefaultValueFactory = _ => (int)(Defaults.ModelBytes >> 20),
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option<int>[])[_requests, _records, _guesses])
        {
            command.Add(option);
            option.Validators.Add(result => result.Refuse<int>(n => n < 0, $"{option.Name} must not be negative."));
        }

        command.Add(_models);
        _models.Validators.Add(result => result.Refuse<int>(n => n is < 1 or > 1024, "--model-bytes is 1 to 1024 MiB."));
        command.Add(_places);
        _places.Validators.Add(result => result.Refuse<int>(n => n is < 1 or > 10_000, "--topology-places is 1 to 10000."));
    }

    public GatewayLimits Of(ParseResult parsed)
    {
        var places = parsed.GetValue(_places);
        return new GatewayLimits
        {
            ClientRequests = parsed.GetValue(_requests),
            ClientRecords = parsed.GetValue(_records),
            Guesses = parsed.GetValue(_guesses),
            ModelBytes = (long)parsed.GetValue(_models) << 20,
            TopologyWork = new PlaceLimit(places, places * 5),
            Requests = Math.Max(Defaults.Requests, places * 8),
        };
    }

    static Option<int> Number(string name, string description, int value) =>
        new(name)
        {
            Description = $"{description}; 0: any number",
            HelpName = "n",
            DefaultValueFactory = _ => value,
        };
}
