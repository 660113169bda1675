using Microsoft.Extensions.Logging;
using Streaming.Application.Exporting;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.ReplayLineage.Plotting;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.WhatIf;
using Streaming.Pipeline.Replay;
using Streaming.Pipeline.Replay.Emitting;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ReplayLineage;

/// <summary>Computes recorded features, scores and decisions again and compares them bit for bit; with another model, what would have
/// been.</summary>
public sealed class ReplayLineageOperation()
    : Operation<ReplayLineageRequest, ReplayedLineage>(
        new OperationInfo("lineage.replay", Role.Auditor, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ReplayLineageRequest request) =>
        request.Model is { } model ? $"{request.Topology} with {model}" : request.Topology;

    /// <summary>A topic would get the history twice.</summary>
    protected internal override JobRule JobOf(ReplayLineageRequest request) => request.ToTopic is null ? JobRule.Repeats : JobRule.Once;

    /// <inheritdoc/>
    protected internal override ReplayLineageRequest Placed(ReplayLineageRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
            Model = request.Model is { } model && ReplayModel.Kind(model) == ReplayModelKind.File ? files.Reads(model) : request.Model,
            Plot = request.Plot is { } plot ? files.Writes(plot) : null,
        };

    /// <inheritdoc/>
    protected internal override async Task<ReplayedLineage> RunAsync(
        ReplayLineageRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        if (request.ToTopic is { } topic)
            ReplayTopic.Refuse(plan, topic);
        using var plot = request.Plot is { } named ? PartialFile.Create(named) : null;
        var services = await context.OpenAsync(request.ToTopic is null ? EmbeddedParts.Postgres : EmbeddedParts.All, stop);
        var lineage = await services.LineageAsync(stop);
        var registry = await services.ModelsAsync(stop);
        var logger = context.Loggers.CreateLogger<ReplayLineageOperation>();
        using var model = request.Model is null ? null : await ReplayModel.LoadAsync(request.Model, plan.Topology, registry, logger, stop);
        var options = new ReplayOptions
        {
            From = request.From ?? Timestamp.Beginning,
            To = request.To ?? Timestamp.End,
            // What is written to a topic has a score for each row.
            WhatIf = model is null ? null : model.Scorer with { PassesOver = request.ToTopic is null },
        };
        using var topicSink = request.ToTopic is null
            ? null
            : await TopicSink.OpenAsync(plan, request.ToTopic, options, model?.ScoredBy, services.PipelineSettings);
        var collector = model is null ? null : new WhatIfCollector(plan, new TimeRange(options.From, options.To));

        var started = context.Time.GetTimestamp();
        var replayer = new LineageReplayer(plan, lineage, registry) { Sinks = SinksOf(topicSink, collector) };
        var progress = context.Progress<ReplayProgress>(state => Advanced.Of("replaying", state.Done, state.Total, "rows"));
        var report = await replayer.RunAsync(options, progress, stop);
        var took = context.Time.GetElapsedTime(started);
        var emitted = topicSink is null ? null : new EmittedHistory(request.ToTopic!, topicSink.RunId, await topicSink.CompleteAsync(stop));
        var whatIf = collector is null ? null : await collector.ReportAsync(lineage, stop);
        var result = ReplayedLineage.Of(
            plan.Topology.Name,
            report,
            took,
            whatIf is null ? null : WhatIfResult.Of(whatIf, model!),
            request.Plot,
            emitted
        );
        if (plot is not null)
        {
            PlotFile.Write(plot.Path, ReplayLineageRequest.FormatOf(request.Plot!)!.Value, plan.Topology, result, whatIf!);
            plot.Complete();
        }

        return result;
    }

    static List<IReplaySink> SinksOf(TopicSink? topic, WhatIfCollector? whatIf)
    {
        var sinks = new List<IReplaySink>();
        if (topic is not null)
            sinks.Add(topic);
        if (whatIf is not null)
            sinks.Add(new WhatIfSink(whatIf));
        return sinks;
    }
}
