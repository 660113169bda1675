using Streaming.Simulation.Schema;
using Streaming.Topology.Tests.Schema;

namespace Streaming.Simulation.Tests;

public sealed class GeneratedFileTests
{
    [Fact]
    public void Schema_of_simulators_is_up_to_date() =>
        GeneratedFile.UpToDate("topology/simulator.schema.json", _ => SimulatorJsonSchema.Write());

    [Fact]
    public void Reference_of_simulators_is_up_to_date() => GeneratedFile.UpToDate("topology/SIMULATOR.md", _ => SimulatorReference.Write());
}
