using Microsoft.Extensions.Logging;
using Streaming.Cli.Commands.Replay.Plotting;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Learning.Data;
using Streaming.Learning.WhatIf;
using Streaming.Lineage;
using Streaming.Pipeline.Replay;
using Streaming.Pipeline.Replay.Emitting;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Replay;

/// <summary>What a replay brought: the comparison always, the others where they were asked for.</summary>
internal sealed record ReplayOutcome(ReplayReport Report, ReplayModel? Model, WhatIfReport? WhatIf, EmittedHistory? Emitted);

/// <summary>What was written to a topic.</summary>
internal sealed record EmittedHistory(string Topic, string Run, long Records);

internal sealed class ReplayHandler(CommandContext context)
{
    public async Task<int> RunAsync(ReplayRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        if (request.ToTopic is { } topic) ReplayTopic.Refuse(plan, topic);
        await using var services = await ServiceAccess.StartAsync(context, request.ToTopic is null ? EmbeddedParts.Postgres : EmbeddedParts.All, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var logger = context.Loggers.CreateLogger<ReplayHandler>();
        using var model = request.Model is null ? null : await ReplayModel.LoadAsync(request.Model, plan.Topology, registry, logger, stop);
        var options = new ReplayOptions { From = request.From ?? long.MinValue, To = request.To ?? long.MaxValue, WhatIf = model?.Scorer };
        using var topicSink = request.ToTopic is null ? null : await TopicSink.OpenAsync(plan, request.ToTopic, options, model?.ScoredBy, PipelineLaunch.Settings(services));
        var whatIf = model is null ? null : new WhatIfCollector(plan, new TimeRange(options.From, options.To));

        var view = new ReplayView(context.Terminal, context.Time);
        var replayer = new LineageReplayer(plan, lineage, registry) { Sinks = SinksOf(topicSink, whatIf) };
        var report = await view.WatchAsync(progress => replayer.RunAsync(options, progress, stop));
        var emitted = topicSink is null ? null : new EmittedHistory(request.ToTopic!, topicSink.RunId, await topicSink.CompleteAsync(stop));
        var outcome = new ReplayOutcome(report, model, whatIf is null ? null : await whatIf.ReportAsync(lineage, stop), emitted);
        if (request.Plot is { } file) PlotFile.Write(file, plan.Topology, outcome);
        view.Show(plan.Topology.Name, request, outcome);
        return report.Differing == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    static List<IReplaySink> SinksOf(TopicSink? topic, WhatIfCollector? whatIf)
    {
        var sinks = new List<IReplaySink>();
        if (topic is not null) sinks.Add(topic);
        if (whatIf is not null) sinks.Add(new WhatIfSink(whatIf));
        return sinks;
    }
}
