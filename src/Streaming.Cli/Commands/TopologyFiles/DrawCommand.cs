using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Topology.Plan.Drawing;

namespace Streaming.Cli.Commands.TopologyFiles;

internal sealed class DrawCommand : CliCommand
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

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(words.GetRequiredValue(_topology)));
        var drawing = (words.GetValue(_mermaid) ? PlanDrawing.Mermaid(plan) : PlanDrawing.Text(plan)).TrimEnd('\n');
        context.Terminal.Result(
            new { topology = plan.Topology.Name, stages = plan.Stages.Select(s => new { s.Name, s.Key, s.Group, s.Inputs, features = s.Features.Select(f => f.Name), channels = s.Channels.Select(c => new { c.Topic, c.Key, c.To }), s.Final }), drawing },
            () => context.Terminal.Line(drawing));
        return Task.FromResult(ExitCode.Done);
    }
}
