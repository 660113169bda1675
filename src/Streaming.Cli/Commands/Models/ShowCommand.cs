using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Models;

internal sealed class ShowCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int?> _version = new("version") { Description = "Version (default: the one in use, else the last)", Arity = ArgumentArity.ZeroOrOne };

    public ShowCommand()
        : base("show", "Show one version: metrics, parameters, where it comes from")
    {
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming models show card-fraud", "the version in use")];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var name = words.GetRequiredValue(_name);
        var versions = (await registry.ListAsync(stop)).Where(m => m.Name == name).ToList();
        var shown = words.GetValue(_version) is { } version ? versions.Find(m => m.Version == version) : versions.Find(m => m.InUse) ?? versions.LastOrDefault();
        ModelsView.Show(context.Terminal, shown ?? throw new StreamingException($"the registry has no such version of '{name}'. See what it has: streaming models list"));
        return ExitCode.Done;
    }
}
