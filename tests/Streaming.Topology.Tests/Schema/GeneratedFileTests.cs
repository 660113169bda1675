using Streaming.Topology.Evolution;
using Streaming.Topology.Schema;

namespace Streaming.Topology.Tests.Schema;

public sealed class GeneratedFileTests
{
    [Fact]
    public void Schema_of_topologies_is_up_to_date() =>
        GeneratedFile.UpToDate("topology/topology.schema.json", _ => TopologyJsonSchema.Write());

    [Fact]
    public void Reference_of_topologies_is_up_to_date() => GeneratedFile.UpToDate("topology/REFERENCE.md", _ => TopologyReference.Write());

    [Fact]
    public void Table_of_changes_is_up_to_date() => GeneratedFile.UpToDate("docs/evolution.md", text =>
        {
            var heading = text.IndexOf(EvolutionTable.Heading, StringComparison.Ordinal);
            return (heading < 0 ? text : text[..heading]) + EvolutionTable.Write();
        });
}
