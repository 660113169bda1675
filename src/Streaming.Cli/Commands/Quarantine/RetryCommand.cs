using System.CommandLine;
using Streaming.Application.RetryQuarantine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Quarantine;

sealed class RetryCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string[]> _addresses = new("addresses")
    {
        Description = "PARTITION:OFFSET of each record to publish again",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<string?> _reason = new("--reason") { Description = "All that were rejected for this reason", HelpName = "reason" };
    readonly Option<string?> _value = new("--value") { Description = "File with the corrected value, for one record", HelpName = "path" };

    public RetryCommand()
        : base("retry", "Publish rejected records again to the topic they came from, unchanged or corrected")
    {
        Add(_topology);
        Add(_addresses);
        Add(_reason);
        Add(_value);
        Validators.Add(result =>
        {
            var addresses = result.GetValue(_addresses)?.Length ?? 0;
            if ((addresses == 0) == (result.GetValue(_reason) is null))
                result.AddError("Name the records either by address or by --reason.");
            if (result.GetValue(_value) is not null && addresses != 1)
                result.AddError("--value corrects one record: give one address.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming quarantine retry card-fraud --reason rule-violated", "after a rule was relaxed"),
            new("streaming quarantine retry card-fraud 0:17 --value corrected.json", "one record, corrected"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RetryQuarantineRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetValue(_addresses) ?? [],
            parsed.GetValue(_reason),
            parsed.GetValue(_value)
        );
        var retried = await context.RunAsync(new RetryQuarantineOperation(), request, stop);
        QuarantineView.Retried(context.Terminal, retried);
        return retried.Complete ? ExitCode.Done : ExitCode.Failed;
    }
}
