using System.CommandLine;
using System.Globalization;
using Streaming.Application.CheckArchive;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Archives;

sealed class CheckCommand : CliCommand
{
    readonly Argument<string> _file = new("file") { Description = "An archive, as streaming retention --archive wrote it" };
    readonly Option<string> _key = new("--key")
    {
        Description = "Public key of the operator",
        HelpName = "path",
        Required = true,
    };

    public CheckCommand()
        : base("check", "Prove that an archive is what was removed, whole and as it was; needs neither database nor broker")
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming archive check archive/card-fraud.score.0.1-812.lineage --key operator.pub.pem", "exit code 1 where it is not")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = context.Key(parsed.GetRequiredValue(_key));
        var request = new CheckArchiveRequest(parsed.GetRequiredValue(_file), key);
        var found = await context.RunAsync(new CheckArchiveOperation(), request, stop);
        context.Terminal.Result(found, () =>
            context.Terminal.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Whole: batches {found.From} to {found.Last} of {found.Stream}, {found.Records:N0} records, every hash and link; "
                        + $"removed {found.Statement.MadeAt}, kept for {found.Keep} before, signed with key {found.Statement.Key[..16]}."
                )
            )
        );
        return ExitCode.Done;
    }
}
