namespace Streaming.Topology.Tests.Loading;

public sealed class ShippedTopologiesTests
{
    public static TheoryData<string> Shipped =>
        [.. Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "topology")).Select(d => Path.GetFileName(d))];

    /// <summary>Fails where an installed program does not know a topology that its documents name, or knows an older one.</summary>
    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_topology_of_the_repository_is_known_by_name_in_any_folder(string name)
    {
        Directory.Exists("topology").ShouldBeFalse("the tests run where no topologies lie");

        var shipped = TopologyLoader.Load(name);

        shipped.ContentHash.ShouldBe(TopologyLoader.Load(RepositoryFiles.Topology(name)).ContentHash);
        // A job keeps the path that the topology was found at.
        TopologyLoader.Load(shipped.File).ContentHash.ShouldBe(shipped.ContentHash);
        TopologyFile.Exists(Path.Combine(shipped.Folder!, "simulator.yaml")).ShouldBeTrue();
    }

    /// <summary>Fails where somebody asks for a topology that is not there and is not told of those that are.</summary>
    [Fact]
    public void A_name_that_is_unknown_is_answered_with_those_that_are_shipped() =>
        Should
            .Throw<StreamingException>(() => TopologyLoader.Load("no-such"))
            .Message.ShouldEndWith("Shipped with the program: card-fraud, changing-fraud, machine-temperature.");
}
