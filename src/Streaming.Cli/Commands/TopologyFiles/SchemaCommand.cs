using System.CommandLine;
using Streaming.Application.WriteTopologySchema;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class SchemaCommand : CliCommand
{
    public SchemaCommand()
        : base("schema", "Print the JSON Schema of topology files, for completion in editors") { }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming topology schema > topology/topology.schema.json",
                "name it in a file's first line: # yaml-language-server: $schema=../topology.schema.json"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        context.Terminal.Line(await context.RunAsync(new WriteTopologySchemaOperation(), new WriteTopologySchemaRequest(), stop));
        return ExitCode.Done;
    }
}
