using Streaming.Benchmarks.Steps;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Models;

namespace Streaming.Benchmarks.Workloads;

/// <summary>
/// Trains the model a workload is scored with, 100 trees of 31 leaves, on features that the engine itself computed: trees
/// that cost what real ones cost.
/// </summary>
static class ModelMaker
{
    public const int Trees = 100;
    public const int Leaves = 31;

    const int SampleRows = 150_000;

    static readonly Dictionary<string, ModelContent> Made = [];

    /// <summary>Registers it as the workload's model and puts it to use.</summary>
    public static async Task RegisterAsync(Workload workload, EventSource source, string postgres, CancellationToken stop)
    {
        var topology = workload.Load();
        var content = Make(workload, source);
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync(stop);
        var description = new ModelDescription
        {
            Features = [.. topology.Features.Select(f => f.Name)],
            Metrics = new Dictionary<string, double>(),
            Parameters = new TrainerOptions().ToParameters(),
        };
        var registered = await registry.RegisterAsync(topology.Score.Model!, content, description, stop: stop);
        await registry.PromoteAsync(topology.Score.Model!, registered.Version, stop: stop);
    }

    public static ModelContent Make(Workload workload, EventSource source)
    {
        if (Made.TryGetValue(workload.Topology, out var made))
            return made;
        var set = Sample(workload, source);
        return Made[workload.Topology] = Trainer.Train(set, new TrainerOptions { Trees = Trees, Leaves = Leaves }).Content;
    }

    /// <summary>Labelled rows of the features that the workload's engine computes.</summary>
    public static TrainingSet Sample(Workload workload, EventSource source) =>
        workload.Topology == Workload.Stateless ? Numbers(workload) : Transactions(workload, source);

    static TrainingSet Numbers(Workload workload)
    {
        var (features, labels) = NumericEvents.Sample(SampleRows / 5);
        return new TrainingSet([.. workload.Load().Features.Select(f => f.Name)], features, labels, new Timestamp[labels.Length]);
    }

    static TrainingSet Transactions(Workload workload, EventSource source)
    {
        var kind = source.Kind is EventKind.File ? source : EventSource.OfTransactions(null, SampleRows);
        var plan = workload.Compile();
        var sample = new SampleCollector(plan);
        RawLog.Run(
            plan,
            models: null,
            RawLog.Read(plan.Topology, kind with { Rows = Math.Min(kind.Rows, SampleRows) }),
            new TimedRun(plan.Topology, new StepClock(), sample)
        );
        return sample.ToTrainingSet();
    }
}
