using System.CommandLine;
using System.CommandLine.Parsing;
using Streaming.Application.FindRecord;
using Streaming.Application.ListRecords;
using Streaming.Application.ProveRecord;
using Streaming.Cli.Commands.EvidenceOf;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.LineageOf;

sealed class LineageCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string?> _id = new("id")
    {
        Description = "Event id, or lineage id (topology/stage/partition/version/row), of one record",
        Arity = ArgumentArity.ZeroOrOne,
    };
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
    readonly Option<string?> _key = new("--key")
    {
        Description =
            "List the records of this key, the last recorded first. With --evidence: file of the public key of whoever signed the "
            + "checkpoint",
        HelpName = "key",
    };
    readonly Option<string?> _decision = new("--decision") { Description = "List the records with this decision", HelpName = "name" };
    readonly Option<int> _limit = new("--limit")
    {
        Description = "Most to list",
        HelpName = "n",
        DefaultValueFactory = _ => ListRecordsRequest.DefaultLimit,
    };
    readonly Option<string?> _before = new("--before")
    {
        Description = "List only what was recorded before this record, to see older ones",
        HelpName = "lineage id",
    };

    public LineageCommand()
        : base("lineage", "Show everything that lineage knows of a record, or list the records of a key or with a decision")
    {
        Add(_topology);
        Add(_id);
        Add(_raw);
        Add(_evidence);
        Add(_checkpoint);
        Add(_key);
        Add(_decision);
        Add(_limit);
        Add(_before);
        _limit.Validators.Add(result =>
            result.Refuse<int>(
                n => n is < 1 or > ListRecordsRequest.HighestLimit,
                $"--limit must be from 1 to {ListRecordsRequest.HighestLimit}. All records at once: streaming export"
            )
        );
        Validators.Add(result =>
        {
            if (WrongUsage(result) is { } message)
                result.AddError(message);
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming lineage card-fraud 680886", "by event id"),
            new("streaming lineage card-fraud card-fraud/terminal/2/17/5 --json", "by the lineage id in a prediction's header"),
            new("streaming lineage card-fraud --key 1142", "the last 20 records of a key, scored and rejected"),
            new("streaming lineage card-fraud --decision fraud --limit 100", "the last 100 with that decision"),
            new("streaming lineage card-fraud --key 1142 --before card-fraud/terminal/2/17/5", "the 20 of a key before that record"),
            new(
                "streaming lineage card-fraud 680886 --evidence evidence.json --checkpoint monday.json --key operator.pub.pem",
                "for an auditor"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var topology = parsed.GetRequiredValue(_topology);
        if (parsed.GetValue(_id) is not { } id)
            return await ListAsync(topology, parsed, context, stop);
        if (parsed.GetValue(_evidence) is { } file)
        {
            var key = context.Key(parsed.GetRequiredValue(_key)!);
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

    async Task<int> ListAsync(string topology, ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ListRecordsRequest(
            topology,
            parsed.GetValue(_key),
            parsed.GetValue(_decision),
            parsed.GetValue(_limit),
            parsed.GetValue(_before)
        );
        RecordListView.Show(context.Terminal, request, await context.RunAsync(new ListRecordsOperation(), request, stop));
        return ExitCode.Done;
    }

    /// <summary>One record is named by its id, and may be proved; several are listed by key and decision. What is wrong with the words;
    /// null: nothing.</summary>
    string? WrongUsage(CommandResult result)
    {
        var (id, key) = (result.GetValue(_id), result.GetValue(_key));
        var proves = result.GetValue(_evidence) is not null || result.GetValue(_checkpoint) is not null;
        if (id is null)
        {
            if (proves || result.GetValue(_raw))
                return "--evidence, --checkpoint and --raw are about one record: name it by its event id or lineage id.";
            if (key is null && result.GetValue(_decision) is null)
                return "Name a record by its event id or lineage id, or list records with --key or --decision.";
            return null;
        }

        if (result.GetValue(_decision) is not null || result.GetValue(_before) is not null || IsGiven(result, _limit))
            return $"--decision, --limit and --before list records, and '{id}' names one: leave out one or the other.";
        if (proves && (key is null || result.GetValue(_evidence) is null || result.GetValue(_checkpoint) is null))
        {
            return "--evidence, --checkpoint and --key go together: the proof ends in a signed checkpoint. Make one with: streaming "
                + "checkpoint create";
        }

        return key is not null && !proves
            ? $"--key lists the records of a key, and '{id}' names one record: leave out one or the other. (Beside --evidence "
                + "and --checkpoint, --key is the public key of whoever signed.)"
            : null;
    }

    static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
