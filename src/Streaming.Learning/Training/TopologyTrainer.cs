using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Fairness;
using Streaming.Learning.Provenance;
using Streaming.Learning.Recorded;
using Streaming.Learning.Search;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Models.Datasets;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Training;

/// <summary>How a topology's model is made from its lineage.</summary>
public sealed record TopologyTrainingOptions
{
    /// <summary>How the model is trained.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Search the settings that are not set; null: take the algorithm's defaults.</summary>
    public SearchOptions? Search { get; init; }

    /// <summary>Told after every trial of a search.</summary>
    public IProgress<SearchState>? Searching { get; init; }

    /// <summary>Share of the time for the test period, beside the gap.</summary>
    public double TestShare { get; init; } = 0.3;

    /// <summary>Gap between the training and the test period; null: the topology's declared label delay, or none.</summary>
    public TimeSpan? Gap { get; init; }

    /// <summary>Event times to take rows from.</summary>
    public TimeRange Period { get; init; } = new(Timestamp.Beginning, Timestamp.End);

    /// <summary>A dataset to train on again, whatever has been recorded since; null: all of the period.</summary>
    public KnownDataset? Dataset { get; init; }

    /// <summary>Who trains, and why: it is kept with the version.</summary>
    public Authorship By { get; init; } = Authorship.Unknown;

    /// <summary>By what the job is known for which it is done: a job registers one version, however often its host dies and others begin
    /// anew on rows that have come since. Null: none.</summary>
    public string? Job { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Model">As registered; not in use yet.</param>
/// <param name="Report">On the test period.</param>
/// <param name="Split">The two periods.</param>
/// <param name="Recorded">The rows.</param>
/// <param name="Search">The trials; null where nothing was searched.</param>
public sealed record TrainingOutcome(
    RegisteredModel Model,
    EvaluationReport Report,
    TimeSplit Split,
    RecordedSet Recorded,
    SearchReport? Search = null
);

/// <summary>From lineage to a registered version: reads, splits by time, trains, judges, registers.</summary>
public sealed class TopologyTrainer(LineageStore lineage, ModelRegistry registry)
{
    /// <exception cref="LearningException">The topology names no model or has no labels, or the lineage holds too little.</exception>
    public async Task<TrainingOutcome> TrainAsync(
        PipelinePlan plan,
        TopologyTrainingOptions options,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    )
    {
        var topology = plan.Topology;
        var name = topology.Score.Model
            ?? throw new LearningException(
                $"Topology {topology.Name} does not say which model it scores with: name one as score.model in the topology file."
            );
        var reader = new TrainingSetReader(lineage) { Attribute = ProtectedAttributes.Find(topology, options.Trainer.Reweigh) };
        var recorded = options.Dataset is { } known
            ? await reader.ReadAgainAsync(plan, known, progress, stop)
            : await reader.ReadAsync(plan, options.Period, progress, stop);
        var gap = options.Gap ?? topology.Labels?.Delay ?? TimeSpan.Zero;
        var split = TimeSplit.AtEnd(recorded.Set, options.TestShare, gap);
        var (train, test) = (split.TrainRows(recorded.Set), split.TestRows(recorded.Set));

        var (how, search) = Choose(train, gap, options, progress, stop);
        var trained = Trainer.Train(train, how with { LabelDelay = gap }, progress, test);
        progress?.Report($"judging on {test.Count} later rows");
        var (report, intervals) = Trainer.Judge(trained.Content, test, stop);
        stop.ThrowIfCancellationRequested();

        progress?.Report("disturbing inputs, and registering");
        var dataset = new TrainingDataset(
            recorded.Dataset,
            options.Dataset is null ? options.Period.From : options.Dataset.From ?? Timestamp.Beginning,
            options.Dataset is null ? options.Period.To : options.Dataset.To ?? Timestamp.End,
            topology.ContentHash
        );
        var decisions = topology.Score.Decisions;
        var facts = await TrainingRecord.KeepAsync(registry, name, trained.Content, train, test, dataset, how.Seed, decisions, stop);
        var description = new ModelDescription
        {
            Features = train.FeatureNames,
            Metrics = MetricsOf(report, trained, test),
            Intervals = intervals,
            Parameters = trained.Options.ToParameters(),
            Importance = trained.Importance,
            Training = facts,
            Origin = new TrainingOrigin
            {
                Topology = topology.Name,
                Ranges = recorded.Ranges,
                TrainFrom = split.Train.From,
                TrainTo = split.Train.To,
                TrainRows = train.Count,
                TrainPositives = train.CountPositives(),
                TestFrom = split.Test.From,
                TestTo = split.Test.To,
                TestRows = report.Rows,
                TestPositives = report.Positives,
            },
        };
        var model = await registry.RegisterAsync(name, trained.Content, description, options.By, options.Job, stop);
        return new TrainingOutcome(model, report, split, recorded, search);
    }

    /// <summary>The settings as they are, or the best of a search over folds of the training period: the test period is not looked
    /// at.</summary>
    static (TrainerOptions Options, SearchReport? Report) Choose(
        TrainingSet train,
        TimeSpan gap,
        TopologyTrainingOptions options,
        IProgress<string>? progress,
        CancellationToken stop
    )
    {
        if (options.Search is not { } search)
            return (options.Trainer, null);
        search.Check();
        var folds = PrequentialFolds.Of(train, search.Folds, gap);
        progress?.Report($"searching settings over {folds.Count} periods");
        return ModelSearch.Run(folds, options.Trainer, search, TimeProvider.System, options.Searching, stop);
    }

    /// <summary>Those of the report, and the calibration error that there was before.</summary>
    static IReadOnlyDictionary<string, double> MetricsOf(EvaluationReport report, TrainedModel trained, TrainingSet test)
    {
        if (trained.Uncalibrated is not { } bare)
            return report.ToMetrics();
        var metrics = new Dictionary<string, double>(report.ToMetrics(), StringComparer.Ordinal);
        if (Trainer.Evaluate(bare, test).CalibrationError is { } before)
            metrics["calibration_error_before"] = before;
        return metrics;
    }
}
