using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Repair;

internal sealed class RepairIndexCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public RepairIndexCommand()
        : base("index", "Make the index by which records are found by event id anew, from the recorded batches") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming repair index card-fraud", "where `streaming verify` found that it differs; the pipeline may run"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(words.GetRequiredValue(_topology)).Name;
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var streams = await lineage.ListStreamsAsync(topology, stop);
        if (streams.Count == 0)
            throw new StreamingException($"There is no lineage of {topology}, so that there is nothing to index.");
        var rebuild = new IndexRebuild(lineage);
        var indexed = await ProgressBars.WatchAsync<int, List<(StreamKey Stream, long Batches)>>(
            context.Terminal, "streams", "indexing", done => (done, streams.Count), progress => RebuildAsync(rebuild, streams, progress, stop));
        Show(context.Terminal, topology, indexed);
        return ExitCode.Done;
    }

    static async Task<List<(StreamKey Stream, long Batches)>> RebuildAsync(
        IndexRebuild rebuild, IReadOnlyList<StreamSummary> streams, IProgress<int>? progress, CancellationToken stop)
    {
        var indexed = new List<(StreamKey, long)>();
        foreach (var stream in streams.Select(s => s.Stream))
        {
            indexed.Add((stream, await rebuild.RebuildAsync(stream, stop)));
            progress?.Report(indexed.Count);
        }

        return indexed;
    }

    static void Show(Terminal terminal, string topology, List<(StreamKey Stream, long Batches)> indexed) => terminal.Result(
        new { topology, streams = indexed.Select(i => new { stream = i.Stream.ToString(), i.Batches }) },
        () => terminal.Line(string.Create(
            CultureInfo.InvariantCulture, $"Indexed {indexed.Sum(i => i.Batches):N0} batches of {indexed.Count} streams. `streaming verify {topology}` checks the index.")));
}
