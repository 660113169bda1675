using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Topology.Tests.Loading;

public sealed class MachineTemperatureTests
{
    static readonly TopologyModel Topology = TopologyLoader.Load(RepositoryFiles.Topology("machine-temperature"));

    [Fact]
    public void All_windows_are_by_machine_so_one_stage_does_it_all()
    {
        var plan = PlanCompiler.Compile(Topology);

        plan.Stages.Select(s => s.Name).ShouldBe(["labels", "by-machine_id"]);
        plan.Final.ShouldBe(plan.Entry);
        plan.Final.Features.Count.ShouldBe(Topology.Features.Count);
        plan.Final.StateHorizon.ShouldBe(TimeSpan.FromDays(8) + TimeSpan.FromHours(1));
    }

    [Fact]
    public void Statistics_are_empty_where_nothing_says_otherwise()
    {
        var stddev = Topology.Features.OfType<WindowFeature>().Single(f => f.Name == "stddev_1h");

        double.IsNaN(stddev.Empty).ShouldBeTrue();
        stddev.Over.ShouldBe(TimeSpan.FromHours(1));
    }
}
