using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Topology.Schema;

namespace Streaming.Cli.Commands.TopologyFiles;

internal sealed class SchemaCommand : CliCommand
{
    public SchemaCommand()
        : base("schema", "Print the JSON Schema of topology files, for completion in editors")
    {
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming topology schema > topology/topology.schema.json", "name it in a file's first line: # yaml-language-server: $schema=../topology.schema.json")];

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        context.Terminal.Line(TopologyJsonSchema.Write().TrimEnd('\n'));
        return Task.FromResult(ExitCode.Done);
    }
}
