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

    static readonly TrainerOptions Options = new() { Trees = Trees, Leaves = Leaves };

    static readonly Dictionary<string, ModelContent> Made = [];

    /// <summary>Registers it as the workload's model and puts it to use.</summary>
    public static Task RegisterAsync(Workload workload, EventSource source, string postgres, CancellationToken stop) =>
        RegisterAsync(
            workload,
            Make(workload, source),
            postgres,
            (registry, name, version) => registry.PromoteAsync(name, version, stop: stop),
            stop
        );

    /// <summary>Registers another one of the same shape, which scores beside the one in use.</summary>
    public static Task ShadowAsync(Workload workload, EventSource source, string postgres, CancellationToken stop)
    {
        var other = Trainer.Train(Sample(workload, source), Options with { Seed = 2, RowShare = 0.9 }).Content;
        return RegisterAsync(workload, other, postgres, (registry, name, version) => registry.ShadowAsync(name, version, stop: stop), stop);
    }

    static async Task RegisterAsync(
        Workload workload,
        ModelContent content,
        string postgres,
        Func<ModelRegistry, string, int, Task> put,
        CancellationToken stop
    )
    {
        var topology = workload.Load();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync(stop);
        var description = new ModelDescription
        {
            Features = [.. topology.Features.Select(f => f.Name)],
            Metrics = new Dictionary<string, double>(),
            Parameters = new TrainerOptions().ToParameters(),
        };
        var registered = await registry.RegisterAsync(topology.Score.Model!, content, description, stop: stop);
        await put(registry, topology.Score.Model!, registered.Version);
    }

    public static ModelContent Make(Workload workload, EventSource source)
    {
        if (Made.TryGetValue(workload.Topology, out var made))
            return made;
        var set = Sample(workload, source);
        return Made[workload.Topology] = Trainer.Train(set, Options).Content;
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
