using System.CommandLine;
using Streaming.Application.PromoteModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class PromoteCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version to decide with" };

    public PromoteCommand()
        : base("promote", "Make a version the champion: decide with it, from each stage partition's next batch on")
    {
        // As it was called first.
        Aliases.Add("use");
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models promote card-fraud 2", "running pipelines notice within seconds")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new PromoteModelRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version));
        ModelsView.Moved(context.Terminal, await context.RunAsync(new PromoteModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
