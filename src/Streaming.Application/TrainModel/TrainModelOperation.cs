using System.Globalization;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Search;
using Streaming.Learning.Training;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Model;
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
        var lineage = await services.LineageAsync(stop);
        var options = new TopologyTrainingOptions
        {
            By = context.Author,
            Job = await JobAsync(context, services, stop),
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
            Period = new TimeRange(await FromAsync(request, plan, lineage, stop), request.To ?? Timestamp.End),
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
                Reweigh = request.Reweigh,
                Seed = request.Seed,
            },
        };
        var trainer = new TopologyTrainer(lineage, registry);
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
            outcome.Search,
            outcome.Recorded.Labels
        );
    }

    /// <summary>A number alone could be another job's where a database was made anew.</summary>
    static async Task<string?> JobAsync(OperationContext context, StreamingServices services, CancellationToken stop) =>
        context.Caller.Job is { } number && await (await services.JobsAsync(stop)).FindAsync(number, stop) is { } job
            ? string.Create(CultureInfo.InvariantCulture, $"{job.Id}/{job.RequestedAt.UtcTicks}")
            : null;

    /// <summary>The later one of where the request begins and where its newest part does.</summary>
    static async Task<Timestamp> FromAsync(TrainModelRequest request, PipelinePlan plan, LineageStore lineage, CancellationToken stop)
    {
        var from = request.From ?? Timestamp.Beginning;
        if (request.Last is not { } last)
            return from;
        var streams = await lineage.ListStreamsAsync(plan.Topology.Name, stop);
        var ends = streams.Where(s => s.Stream.Stage == plan.Final.Name).Select(s => s.Header.Watermark).ToList();
        // Where nothing is recorded the training says so.
        return ends.Count == 0 || ends.Max() == Timestamp.Beginning || ends.Max() - last < from ? from : ends.Max() - last;
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
