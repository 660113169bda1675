using System.CommandLine;
using System.Globalization;
using Streaming.Application.RepairIndex;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

sealed class RepairIndexCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public RepairIndexCommand()
        : base("index", "Rebuild the index that finds records by event id, from the recorded batches") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming repair index card-fraud", "where `streaming verify` found that it differs; the pipeline may run"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var repaired = await context.RunAsync(new RepairIndexOperation(), new RepairIndexRequest(words.GetRequiredValue(_topology)), stop);
        context.Terminal.Result(repaired, () => context.Terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Indexed {repaired.Streams.Sum(s => s.Batches):N0} batches of {repaired.Streams.Count} streams. `streaming verify {repaired.Topology}` checks the index.")));
        return ExitCode.Done;
    }
}
