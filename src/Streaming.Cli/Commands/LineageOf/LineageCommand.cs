using System.CommandLine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.LineageOf;

internal sealed class LineageCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string> _id = new("id") { Description = "Event id, or lineage id (topology/stage/partition/version/row)" };
    readonly Option<bool> _raw = new("--raw") { Description = "Also fetch the record's bytes from the source topic, while they are there" };

    public LineageCommand()
        : base("lineage", "Tell the whole story of a record")
    {
        Add(_topology);
        Add(_id);
        Add(_raw);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming lineage card-fraud 680886", "by event id"),
        new("streaming lineage card-fraud card-fraud/terminal/2/17/5 --json", "by the lineage id in a prediction's header"),
    ];

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop) => new LineageHandler(context).RunAsync(
        new LineageRequest(words.GetRequiredValue(_topology), words.GetRequiredValue(_id), words.GetValue(_raw)), stop);
}
