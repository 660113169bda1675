using Streaming.Application.Operations;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Train;

internal sealed class TrainHandler(CommandContext context)
{
    public async Task<int> RunAsync(TrainRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var options = new TopologyTrainingOptions
        {
            TestShare = request.TestShare,
            Period = new TimeRange(request.From ?? long.MinValue, request.To ?? long.MaxValue),
            Trainer = new TrainerOptions { Trees = request.Trees, Leaves = request.Leaves, LearningRate = request.LearningRate, Seed = request.Seed },
        };
        var outcome = await new TopologyTrainer(lineage, registry).TrainAsync(plan, options, new Reporter<string>(context.Terminal.Note), stop);
        if (request.Use) await registry.UseAsync(outcome.Model.Name, outcome.Model.Version, stop);
        TrainView.Show(context.Terminal, outcome, request.Use);
        return ExitCode.Done;
    }
}
