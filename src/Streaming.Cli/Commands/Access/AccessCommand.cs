using System.CommandLine;
using Streaming.Application.ReadAccess;
using Streaming.Application.VerifyAccess;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Access;

sealed class AccessCommand : CliCommand
{
    readonly Option<string?> _who = new("--who") { Description = "Calls by this user", HelpName = "name" };
    readonly Option<string?> _operation = new("--operation")
    {
        Description = "Calls of this operation, or of a group of them",
        HelpName = "name",
    };
    readonly Option<string?> _from = new("--from") { Description = "Calls that began then or later (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Calls that began before then", HelpName = "time" };
    readonly Option<int> _limit = new("--limit")
    {
        Description = "The last so many",
        HelpName = "n",
        DefaultValueFactory = _ => 50,
    };
    readonly Option<bool> _verify = new("--verify")
    {
        Description = "Check the log instead: names the first altered or missing entry of each stream",
    };
    readonly DetachOption _detach = new();

    public AccessCommand()
        : base("access", "Show who did what, when, why, and how it ended")
    {
        foreach (var option in (Option[])[_who, _operation, _from, _to, _limit, _verify, _detach])
            Add(option);
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
        _limit.Validators.Add(Check.Positive(_limit));
        Validators.Add(result =>
        {
            if (
                result.GetValue(_verify)
                && new Option[] { _who, _operation, _from, _to, _limit }.Any(o => result.GetResult(o) is { Implicit: false })
            )
            {
                result.AddError("--verify checks the whole log: leave out the other options.");
            }

            if (result.GetValue(_detach) && !result.GetValue(_verify))
                result.AddError("--detach goes with --verify: the rest takes no time.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming access", "the last 50 calls"),
            new("streaming access --operation model --from 2026-01-01", "who trained and promoted models this year"),
            new("streaming access --verify", "exit code 1 where an entry was altered or taken out"),
            new("streaming access --verify --detach", "the same as a job"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new VerifyAccessOperation(), new VerifyAccessRequest(), stop);
        if (parsed.GetValue(_verify))
        {
            var verified = await context.RunAsync(new VerifyAccessOperation(), new VerifyAccessRequest(), stop);
            AccessView.Verified(context.Terminal, verified);
            return verified.Sound ? ExitCode.Done : ExitCode.Failed;
        }

        var request = new ReadAccessRequest(
            parsed.GetValue(_who),
            parsed.GetValue(_operation),
            TimeWords.Parse(parsed.GetValue(_from)),
            TimeWords.Parse(parsed.GetValue(_to)),
            parsed.GetValue(_limit)
        );
        AccessView.Show(context.Terminal, await context.RunAsync(new ReadAccessOperation(), request, stop));
        return ExitCode.Done;
    }
}
