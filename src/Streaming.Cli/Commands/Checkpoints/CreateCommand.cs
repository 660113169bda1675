using System.CommandLine;
using Streaming.Cli.Commands.Verify;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Checkpoints;

internal sealed class CreateCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string> _key = new("--key") { Description = "Private key to sign with", HelpName = "path", Required = true };
    readonly Option<string> _out = new("--out", "-o") { Description = "File to write", HelpName = "path", DefaultValueFactory = _ => "checkpoint.json" };
    readonly Option<string?> _previous = new("--previous") { Description = "The checkpoint before: only what came since is read, and what contradicts it is not signed", HelpName = "path" };

    public CreateCommand()
        : base("create", "Sign the ends of all streams, and the records up to there")
    {
        Add(_topology);
        foreach (var option in (Option[])[_key, _out, _previous]) Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming checkpoint create card-fraud --key operator.pem --out monday.json", "the first one"),
        new("streaming checkpoint create card-fraud --key operator.pem --previous monday.json --out tuesday.json", "what Tuesday brought"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(words.GetRequiredValue(_topology));
        using var key = KeyFiles.ReadKey(words.GetRequiredValue(_key), context.Variable(KeyFiles.PasswordVariable));
        var previous = words.GetValue(_previous) is { } path ? KeyFiles.ReadCheckpoint(path, key) : null;
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var builder = new CheckpointBuilder(lineage, context.Time) { Histories = await new LineageVerifier(lineage, registry).HistoriesAsync(topology.Name, stop) };
        var checkpoint = await VerifyView.WatchAsync(context.Terminal, progress => builder.BuildAsync(topology.Name, previous, progress, stop));
        var file = words.GetRequiredValue(_out);
        KeyFiles.WriteNew(file, checkpoint.Sign(key).Write());
        CheckpointView.Made(context.Terminal, file, checkpoint, key);
        return ExitCode.Done;
    }
}
