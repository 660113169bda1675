using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands.Fairness;

/// <summary>Which rows count.</summary>
sealed class PeriodOptions
{
    readonly Option<string?> _from = new("--from") { Description = "First event time that counts (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows count", HelpName = "time" };

    public PeriodOptions()
    {
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
    }

    public IReadOnlyList<Option> All => [_from, _to];

    public Timestamp? From(ParseResult parsed) => TimeWords.Parse(parsed.GetValue(_from));

    public Timestamp? To(ParseResult parsed) => TimeWords.Parse(parsed.GetValue(_to));
}
