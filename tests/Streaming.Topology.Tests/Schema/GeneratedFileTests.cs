using Streaming.Topology.Evolution;
using Streaming.Topology.Schema;

namespace Streaming.Topology.Tests.Schema;

/// <summary>
/// Files in <c>topology/</c> that are written from the declaration of keys. Run these tests once with the environment
/// variable STREAMING_WRITE_GENERATED=1 to write them anew.
/// </summary>
public sealed class GeneratedFileTests
{
    [Fact]
    public void Schema_of_topologies_is_up_to_date() => UpToDate("topology.schema.json", TopologyJsonSchema.Write());

    [Fact]
    public void Schema_of_simulators_is_up_to_date() => UpToDate("simulator.schema.json", TopologyJsonSchema.WriteSimulator());

    [Fact]
    public void Reference_of_topologies_is_up_to_date() => UpToDate("REFERENCE.md", TopologyReference.Write());

    [Fact]
    public void Table_of_changes_is_up_to_date()
    {
        var path = Path.Combine(RepositoryFiles.Root, "docs", "evolution.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var heading = text.IndexOf(EvolutionTable.Heading, StringComparison.Ordinal);
        var written = (heading < 0 ? text : text[..heading]) + EvolutionTable.Write();
        if (Environment.GetEnvironmentVariable("STREAMING_WRITE_GENERATED") == "1") File.WriteAllText(path, written);
        else text.ShouldBe(written, "docs/evolution.md is out of date: run with STREAMING_WRITE_GENERATED=1");
    }

    static void UpToDate(string name, string text)
    {
        var path = Path.Combine(RepositoryFiles.Root, "topology", name);
        if (Environment.GetEnvironmentVariable("STREAMING_WRITE_GENERATED") == "1") File.WriteAllText(path, text);
        File.Exists(path).ShouldBeTrue($"{path} is missing: run with STREAMING_WRITE_GENERATED=1");
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(text, $"{name} is out of date: run with STREAMING_WRITE_GENERATED=1");
    }
}
