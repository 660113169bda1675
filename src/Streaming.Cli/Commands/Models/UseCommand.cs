using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Models;

internal sealed class UseCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version to score with" };

    public UseCommand()
        : base("use", "Score with a version, from each stage partition's next batch on")
    {
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming models use card-fraud 2", "running pipelines notice within seconds")];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        ModelsView.Used(context.Terminal, await registry.UseAsync(words.GetRequiredValue(_name), words.GetRequiredValue(_version), stop));
        return ExitCode.Done;
    }
}
