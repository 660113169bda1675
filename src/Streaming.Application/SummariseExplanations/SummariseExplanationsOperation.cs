using Microsoft.Extensions.Logging;
using Streaming.Application.ExplainModel;
using Streaming.Application.Exporting;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Explanations;
using Streaming.Explanations.Effects;
using Streaming.Explanations.Scoring;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Recorded;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.SummariseExplanations;

/// <summary>
/// Tells what moves the scores of a range of recorded rows: each feature's contributions and whether they have changed from the earlier
/// half to the later one, what scores lose without it, and what they do over its values.
/// </summary>
public sealed class SummariseExplanationsOperation()
    : Operation<SummariseExplanationsRequest, SummarisedExplanations>(
        new OperationInfo("explanation.summarise", Role.Auditor, Recording.Summarised)
    )
{
    const int Repeats = 5;
    const int Intervals = 20;

    /// <summary>Of permutations: the same lineage gives the same figures.</summary>
    const ulong Seed = 20_240_101;

    /// <inheritdoc/>
    protected internal override string AboutOf(SummariseExplanationsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<SummarisedExplanations> RunAsync(
        SummariseExplanationsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        if (request.Rows is < SummariseExplanationsRequest.LeastRows or > SummariseExplanationsRequest.MostRows)
        {
            throw Invalid(
                $"{SummariseExplanationsRequest.LeastRows} to {SummariseExplanationsRequest.MostRows:N0} rows are drawn, "
                    + $"not {request.Rows}."
            );
        }

        ExplanationPage.Check(request.Plot);
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        if (plan.Topology.Score.Model is not { } name)
            throw Invalid($"{plan.Topology.Name} is scored by its rule, which is its own explanation.");
        using var plot = request.Plot is { } named ? PartialFile.Create(named) : null;
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var version = await VersionAsync(registry, name, request.Version, stop);
        var content = await registry.LoadAsync(version, stop);
        var features = content.Signature?.Features ?? [.. plan.Topology.Features.Select(f => f.Name)];
        var period = new TimeRange(request.From ?? Timestamp.Beginning, request.To ?? Timestamp.End);
        var rows = await new RowSampler(await services.LineageAsync(stop)).ReadAsync(plan, features, period, request.Rows, stop);
        using var model = OnnxModel.Load(content, new InferenceOptions(), context.Loggers.CreateLogger<SummariseExplanationsOperation>());
        var table = Contributions(content, await registry.CoversAsync(version, stop), rows, out var why, stop);
        var summarised = Summarise(
            plan.Topology.Name,
            version,
            rows,
            table,
            why,
            (matrix, scores) => ModelScores.Of(model, matrix, scores),
            stop
        );
        if (plot is null)
            return summarised;
        ExplanationPage.Write(plot.Path, summarised, rows, table);
        plot.Complete();
        return summarised with { Plot = request.Plot };
    }

    static async Task<ModelVersion> VersionAsync(ModelRegistry registry, string name, int? version, CancellationToken stop)
    {
        if (version is { } number)
        {
            var found = await registry.GetAsync(name, number, stop);
            return new ModelVersion(found.Name, found.Version, found.Hash);
        }

        return (await registry.ServingAsync(name, stop)).Champion
            ?? throw new StreamingException($"No version of {name} is in use, and none is named.")
            {
                Kind = FailureKind.Missing,
                Cure = Cure.Promote(name),
            };
    }

    static ContributionTable? Contributions(
        ModelContent content,
        ReadOnlyMemory<byte>? covers,
        RowSample rows,
        out string? why,
        CancellationToken stop
    )
    {
        why = null;
        try
        {
            return ContributionTable.Of(content, covers, rows, stop);
        }
        catch (ExplanationException e)
        {
            why = e.Message;
            return null;
        }
    }

    static SummarisedExplanations Summarise(
        string topology,
        ModelVersion version,
        RowSample rows,
        ContributionTable? table,
        string? why,
        ScoreRows score,
        CancellationToken stop
    )
    {
        var width = rows.FeatureNames.Count;
        var effects = AccumulatedEffects.Of(score, rows.Features, width, Intervals, Environment.ProcessorCount, stop);
        var (quality, losses) = Losses(rows, score, stop);
        var features = Enumerable
            .Range(0, width)
            .Select(f => new FeatureSummary(
                rows.FeatureNames[f],
                Enumerable.Range(0, rows.Count).Count(row => !float.IsFinite(rows.Features[row * width + f])) / (double)rows.Count,
                table?.Summary(f),
                losses is null ? null : new PermutedFeature(losses[f].Mean, losses[f].StandardError),
                new FeatureCurve(effects[f].Values, effects[f].Effects)
            ))
            .OrderByDescending(f => f.Shares?.Size ?? f.Importance?.Loss ?? Spread(f.Effect))
            .ToList();
        return new SummarisedExplanations(
            topology,
            version.Name,
            version.Version,
            rows.Seen,
            rows.Count,
            rows.Labels.Count(label => label is not null),
            rows.OtherFeatures,
            rows.EventTimes[0],
            rows.EventTimes[rows.Count / 2],
            rows.EventTimes[^1],
            table?.Base,
            why,
            quality,
            features
        );
    }

    static double Spread(FeatureCurve curve) => curve.Effects.Count == 0 ? 0 : curve.Effects.Max() - curve.Effects.Min();

    /// <summary>What average precision is lost without each feature; null where labels tell nothing of it.</summary>
    static (double? Quality, FeatureLoss[]? Losses) Losses(RowSample rows, ScoreRows score, CancellationToken stop)
    {
        var width = rows.FeatureNames.Count;
        var known = Enumerable.Range(0, rows.Count).Where(row => rows.Labels[row] is not null).ToArray();
        var labels = System.Array.ConvertAll(known, row => rows.Labels[row]!.Value);
        if (!labels.Contains(true) || !labels.Contains(false))
            return (null, null);
        float[] matrix = [.. known.SelectMany(row => rows.Features.Skip(row * width).Take(width))];
        var scores = new double[known.Length];
        score(matrix, scores);
        return (Quality(scores), PermutationImportance.Of(score, matrix, width, Quality, Repeats, Seed, Environment.ProcessorCount, stop));

        double Quality(ReadOnlySpan<double> of)
        {
            var own = new float[of.Length];
            for (var i = 0; i < own.Length; i++)
                own[i] = (float)of[i];
            return ThresholdMetrics.AveragePrecision(own, labels)!.Value;
        }
    }

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}
