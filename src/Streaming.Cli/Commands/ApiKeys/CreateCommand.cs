using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Streaming.Application.CreateApiKey;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.ApiKeys;

sealed class CreateCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Whom it is for" };
    readonly HolderOptions _holder = new();
    readonly Option<string> _expires = new("--expires")
    {
        Description = $"How long it holds, in days: at most {CreateApiKeyRequest.MostDays}d",
        HelpName = "days",
        DefaultValueFactory = _ => $"{CreateApiKeyRequest.UsualDays}d",
    };

    public CreateCommand()
        : base("create", "Make a key; it is shown this one time")
    {
        Add(_name);
        _holder.AddTo(this);
        Add(_expires);
        _expires.Validators.Add(Check);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming api-keys create till-7 --role publisher --topology card-fraud", "for a program that publishes, 90 days long"),
            new("streaming api-keys create audit --role auditor privacy_officer viewer --expires 7d", "for a person who sees all fields"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new CreateApiKeyRequest(
            parsed.GetRequiredValue(_name),
            _holder.Roles(parsed),
            _holder.Topologies(parsed),
            Days(parsed.GetRequiredValue(_expires))!.Value
        );
        ApiKeysView.Created(context.Terminal, await context.RunAsync(new CreateApiKeyOperation(), request, stop));
        return ExitCode.Done;
    }

    static void Check(OptionResult result)
    {
        if (result.GetValueOrDefault<string>() is { } text && Days(text) is not (>= 1 and <= CreateApiKeyRequest.MostDays))
            result.AddError($"--expires {text}: write a number of days from 1d to {CreateApiKeyRequest.MostDays}d.");
    }

    static int? Days(string text) =>
        text.EndsWith('d') && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null;
}
