using Microsoft.Extensions.Logging;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Models;
using Streaming.Inference.Serving;
using Streaming.Learning;
using Streaming.Learning.Data;
using Streaming.Learning.Gates;
using Streaming.Learning.Trials;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.JudgeModel;

/// <summary>Holds a version against the one in use, on the recorded rows of the period that it was not trained on, before live rows see
/// it.</summary>
public sealed class JudgeModelOperation()
    : Operation<JudgeModelRequest, JudgedModel>(new OperationInfo("model.judge", Role.Modeller, Recording.Always) { Job = JobRule.Repeats })
{
    /// <inheritdoc/>
    protected internal override string AboutOf(JudgeModelRequest request) => $"{request.Topology} {request.Version}";

    /// <inheritdoc/>
    protected internal override JudgeModelRequest Placed(JudgeModelRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
        };

    /// <inheritdoc/>
    protected internal override async Task<JudgedModel> RunAsync(
        JudgeModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var name = Renewed.ModelOf(plan.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var model = await registry.GetAsync(name, request.Version, stop);
        if (model.Description.Origin is not { } origin || origin.Topology != plan.Topology.Name)
        {
            throw new LearningException(
                $"{name} v{model.Version} was not trained on lineage of {plan.Topology.Name}, so that there is no period to judge it by: "
                    + "compare it on live rows instead."
            )
            {
                Cure = Cure.ShadowModel(name, model.Version),
            };
        }

        using var challenger = await LoadAsync(new ModelVersion(name, model.Version, model.Hash));
        var serving = (await registry.ServingAsync(name, stop)).Champion;
        using var champion = serving is null ? null : await LoadAsync(serving);
        context.Note($"holding {name} v{model.Version} against {(serving is null ? "the rule" : $"v{serving.Version}")}");
        var gates = request.Within(plan.Topology.Learning.Gates);
        var report = await new GateReader(await services.LineageAsync(stop)) { WithGroups = gates.Fairness.Count > 0 }.ReadAsync(
            plan,
            new TimeRange(origin.TestFrom, origin.TestTo),
            champion?.Served,
            challenger.Served,
            new TrialRule(),
            stop
        );
        return new JudgedModel(
            name,
            model.Version,
            serving?.Version,
            report.Rows,
            report.Quality?.Labelled ?? 0,
            GateWords.Of(gates, report, serving?.Version)
        );

        async Task<Loaded> LoadAsync(ModelVersion version) =>
            new(
                ModelFiles.Serve(
                    await registry.LoadAsync(version, stop),
                    version,
                    plan.Topology,
                    context.Loggers.CreateLogger<JudgeModelOperation>()
                )
            );
    }

    /// <summary>A model of this call.</summary>
    sealed record Loaded(ServedModel Served) : IDisposable
    {
        public void Dispose() => Served.Model.Dispose();
    }
}
