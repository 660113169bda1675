using System.CommandLine;
using Streaming.Application.FindRecord;
using Streaming.Application.ProveRecord;
using Streaming.Application.Services;
using Streaming.Cli.Commands.EvidenceOf;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.LineageOf;

sealed class LineageCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string> _id = new("id") { Description = "Event id, or lineage id (topology/stage/partition/version/row)" };
    readonly Option<bool> _raw = new("--raw") { Description = "Also fetch the record's bytes from the source topic, while they are there" };

    readonly Option<string?> _evidence = new("--evidence")
    {
        Description =
            "Write the record with its proof to this file; it contains nothing of other records, and streaming evidence check needs "
            + "neither database nor broker",
        HelpName = "path",
    };
    readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Checkpoint that covers the record (streaming checkpoint create)",
        HelpName = "path",
    };
    readonly Option<string?> _key = new("--key") { Description = "Public key of whoever signed it", HelpName = "path" };

    public LineageCommand()
        : base("lineage", "Show everything that lineage knows of a record")
    {
        Add(_topology);
        Add(_id);
        Add(_raw);
        Add(_evidence);
        Add(_checkpoint);
        Add(_key);
        Validators.Add(result =>
        {
            if (new[] { _evidence, _checkpoint, _key }.Count(o => result.GetValue(o) is not null) is 1 or 2)
            {
                result.AddError(
                    "--evidence, --checkpoint and --key go together: the proof ends in a signed checkpoint. Make one with: streaming "
                        + "checkpoint create"
                );
            }
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming lineage card-fraud 680886", "by event id"),
            new("streaming lineage card-fraud card-fraud/terminal/2/17/5 --json", "by the lineage id in a prediction's header"),
            new(
                "streaming lineage card-fraud 680886 --evidence evidence.json --checkpoint monday.json --key operator.pub.pem",
                "for an auditor"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var (topology, id) = (parsed.GetRequiredValue(_topology), parsed.GetRequiredValue(_id));
        if (parsed.GetValue(_evidence) is { } file)
        {
            var key = new KeyFile(parsed.GetRequiredValue(_key)!, context.Variable(KeyFile.PasswordVariable));
            EvidenceView.Written(
                context.Terminal,
                await context.RunAsync(
                    new ProveRecordOperation(),
                    new ProveRecordRequest(topology, id, file, parsed.GetRequiredValue(_checkpoint)!, key),
                    stop
                )
            );
            return ExitCode.Done;
        }

        LineageView.Show(
            context.Terminal,
            await context.RunAsync(new FindRecordOperation(), new FindRecordRequest(topology, id, parsed.GetValue(_raw)), stop)
        );
        return ExitCode.Done;
    }
}
