using System.CommandLine;
using Streaming.Application.DrawTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class DrawCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _mermaid = new("--mermaid") { Description = "A Mermaid flowchart instead of boxes of text" };

    public DrawCommand()
        : base("draw", "Print the compiled plan: stages, topics, actors")
    {
        Add(_topology);
        Add(_mermaid);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming topology draw card-fraud", "boxes of text"),
            new("streaming topology draw card-fraud --mermaid", "a flowchart for a Markdown page"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var drawn = await context.RunAsync(
            new DrawTopologyOperation(),
            new DrawTopologyRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_mermaid)),
            stop
        );
        context.Terminal.Result(drawn, () => context.Terminal.Line(drawn.Drawing));
        return ExitCode.Done;
    }
}
