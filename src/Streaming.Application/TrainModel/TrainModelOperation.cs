using System.Globalization;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Search;
using Streaming.Learning.Training;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.TrainModel;

/// <summary>Trains a topology's model from its lineage, judges it on a later period, and registers it.</summary>
public sealed class TrainModelOperation()
    : Operation<TrainModelRequest, TrainedModel>(
        new OperationInfo("model.train", Role.Modeller, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(TrainModelRequest request) => request.Topology;

    /// <summary>Promoted once more, a version would take the place of one that somebody has promoted since.</summary>
    protected internal override JobRule JobOf(TrainModelRequest request) => request.Use ? JobRule.Once : JobRule.Repeats;

    /// <inheritdoc/>
    protected internal override TrainModelRequest Placed(TrainModelRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
        };

    /// <inheritdoc/>
    protected internal override async Task<TrainedModel> RunAsync(
        TrainModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var options = new TopologyTrainingOptions
        {
            By = context.Author,
            Dataset = request.Dataset is { } id ? await registry.DatasetAsync(id, stop) : null,
            TestShare = request.TestShare,
            Search = request.Search
                ? new SearchOptions
                {
                    Trials = request.Trials,
                    Time = request.SearchTime,
                    Folds = request.Folds,
                }
                : null,
            Searching = context.Progress<SearchState>(state => Said(state, request)),
            Period = new TimeRange(request.From ?? Timestamp.Beginning, request.To ?? Timestamp.End),
            Trainer = new TrainerOptions
            {
                Algorithm = request.Algorithm,
                Trees = request.Trees,
                Leaves = request.Leaves,
                LearningRate = request.LearningRate,
                MinRowsPerLeaf = request.MinRowsPerLeaf,
                Bins = request.Bins,
                Rounds = request.Rounds,
                L2 = request.L2,
                RowShare = request.RowShare,
                FeatureShare = request.FeatureShare,
                PositiveWeight = request.PositiveWeight,
                HalfLife = request.HalfLife,
                Calibration = request.Calibrate,
                Seed = request.Seed,
            },
        };
        var trainer = new TopologyTrainer(await services.LineageAsync(stop), registry);
        var outcome = await trainer.TrainAsync(plan, options, context.Progress<string>(text => new Noted(text)), stop);
        var model = outcome.Model;
        if (request.Use)
            await registry.PromoteAsync(model.Name, model.Version, context.Author, stop);
        var description = model.Description;
        return new TrainedModel(
            model.Name,
            model.Version,
            model.Hash,
            request.Use,
            description.Metrics,
            description.Intervals ?? new Dictionary<string, MetricInterval>(StringComparer.Ordinal),
            description.Parameters,
            description.Origin!,
            outcome.Search
        );
    }

    static OperationProgress Said(SearchState state, TrainModelRequest request) =>
        state.Best.Number == state.Done
            ? new Noted(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"trial {state.Done} is the best so far: average precision {state.Best.AveragePrecision.Mean:0.0000}"
                )
            )
            : new Advanced(
                "searching settings",
                state.Done,
                "trials",
                request.SearchTime is null ? (double)state.Done / state.Trials : null
            );
}
