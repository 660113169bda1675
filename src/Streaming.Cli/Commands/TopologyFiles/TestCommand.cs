using System.CommandLine;
using Streaming.Application.TestTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class TestCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _model = new("--model")
    {
        Description = "Score with an .onnx file in place of the topology's rule",
        HelpName = "path",
    };

    public TestCommand()
        : base("test", "Run the tests in a topology file, in milliseconds, without broker or database")
    {
        Add(_topology);
        Add(_model);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming topology test card-fraud", "the tests in ./topology/card-fraud/topology.yaml"),
            new("streaming topology test card-fraud --model fraud.onnx", "with a model in place of the rule"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var tested = await context.RunAsync(
            new TestTopologyOperation(),
            new TestTopologyRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_model)),
            stop
        );
        TestView.Show(context.Terminal, tested);
        return tested.Passed ? ExitCode.Done : ExitCode.Failed;
    }
}
