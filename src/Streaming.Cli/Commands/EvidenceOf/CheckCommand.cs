using System.CommandLine;
using Streaming.Application.CheckEvidence;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.EvidenceOf;

sealed class CheckCommand : CliCommand
{
    readonly Argument<string> _file = new("file") { Description = "Evidence, as streaming lineage --evidence wrote it" };
    readonly Option<string> _key = new("--key")
    {
        Description = "Public key of the operator",
        HelpName = "path",
        Required = true,
    };

    public CheckCommand()
        : base("check", "Prove that a record is in the lineage an operator signed; needs neither database nor broker")
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming evidence check evidence.json --key operator.pub.pem", "exit code 1 where it proves nothing")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = context.Key(parsed.GetRequiredValue(_key));
        EvidenceView.Proved(
            context.Terminal,
            await context.RunAsync(new CheckEvidenceOperation(), new CheckEvidenceRequest(parsed.GetRequiredValue(_file), key), stop)
        );
        return ExitCode.Done;
    }
}
