using Streaming.Application.Exporting;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Shap;
using Streaming.Explanations.Trees;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>
/// Writes the SHAP values of rows of a file: one column a feature, then the base and the score, all in units of the margin.
/// </summary>
public sealed class ExplainModelOperation()
    : Operation<ExplainModelRequest, ExplainedModel>(new OperationInfo("model.explain", Role.Modeller, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ExplainModelRequest request) => request.Model;

    /// <inheritdoc/>
    protected internal override async Task<ExplainedModel> RunAsync(
        ExplainModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        if (CounterfactualRows.Wanted(request))
            return await CounterfactualRows.WriteAsync(request, context, stop);
        if (request.Method is ExplainMethod.Kernel)
            return await KernelExplanation.RunAsync(request, context, stop);
        if (request.Method is ExplainMethod.Effects)
            return await EffectsExplanation.RunAsync(request, context, stop);
        if (request.Method is ExplainMethod.Lime)
            return await LimeExplanation.RunAsync(request, context, stop);
        var ensemble = ExplainedVersion.Of(request.Model) is { } version
            ? await version.ReadAsync(await context.OpenAsync(EmbeddedParts.Postgres, stop), request.Class, stop)
            : ReadModel(request);
        var data = FeatureTable.Read(request.Data, ensemble.FeatureCount, ensemble.FeatureNames, stop);
        var explainer = Prepare(request, ensemble, stop);
        var values = new double[data.Values.Length];
        await PutAsync(request, file =>
        {
            explainer.Explain(data.Values, values, Environment.ProcessorCount, stop);
            return WriteAsync(file, data, explainer, values, stop);
        });
        return new ExplainedModel(
            request.File,
            MethodOf(request),
            values.Length / ensemble.FeatureCount,
            ensemble.FeatureCount,
            explainer.Base,
            ensemble.Transforms,
            Importance(data.Names, values)
        );
    }

    static ExplainMethod MethodOf(ExplainModelRequest request) =>
        request.Method ?? (request.Background is null ? ExplainMethod.Path : ExplainMethod.Tree);

    static TreeEnsemble ReadModel(ExplainModelRequest request)
    {
        try
        {
            return OnnxTrees.Read(File.ReadAllBytes(request.Model), request.Class);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{request.Model} cannot be read: {e.Message}", e);
        }
    }

    static TreeExplainer Prepare(ExplainModelRequest request, TreeEnsemble ensemble, CancellationToken stop)
    {
        var background = request.Background is { } path
            ? FeatureTable.Read(path, ensemble.FeatureCount, ensemble.FeatureNames, stop).Values
            : null;
        return MethodOf(request) switch
        {
            ExplainMethod.Path => TreeExplainer.AlongPaths(background is null ? ensemble : ensemble.WithCoversOf(background)),
            _ => TreeExplainer.Against(
                ensemble,
                background
                    ?? throw new StreamingException(
                        "The method tree compares with a background set: name a file of rows, such as a sample of the training rows."
                    )
            ),
        };
    }

    /// <summary>Opens where the values go; a file is there when all of it is.</summary>
    /// <param name="request">Says where.</param>
    /// <param name="write">Computes and writes them.</param>
    internal static async Task PutAsync(ExplainModelRequest request, Func<Stream, Task> write)
    {
        using var partial = request.Output is null ? PartialFile.Create(request.File) : null;
        await using (var file = partial is null ? request.Output!() : File.Create(partial.Path))
            await write(file);
        partial?.Complete();
    }

    internal static FeatureImportance[] Importance(IReadOnlyList<string> names, double[] values)
    {
        var sums = new double[names.Count];
        for (var i = 0; i < values.Length; i++)
            sums[i % sums.Length] += Math.Abs(values[i]);
        var rows = Math.Max(1, values.Length / sums.Length);
        return [.. names.Zip(sums, (name, sum) => new FeatureImportance(name, sum / rows)).OrderByDescending(f => f.Mean)];
    }

    static async Task WriteAsync(Stream file, FeatureTable data, TreeExplainer explainer, double[] values, CancellationToken stop)
    {
        var width = explainer.Ensemble.FeatureCount;
        var sheet = new CsvSheet(file);
        sheet.Header([.. data.Names, "base", "score"]);
        for (var at = 0; at < values.Length; at += width)
        {
            for (var feature = 0; feature < width; feature++)
                sheet.Number(values[at + feature]);
            sheet.Number(explainer.Base);
            sheet.Number(explainer.Ensemble.Margin(data.Values.AsSpan(at, width)));
            await sheet.EndRowAsync(stop);
        }

        await sheet.FlushAsync(stop);
    }
}
