using System.Text;
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
    const int FlushAt = 1 << 20;

    /// <inheritdoc/>
    protected internal override string AboutOf(ExplainModelRequest request) => request.Model;

    /// <inheritdoc/>
    protected internal override async Task<ExplainedModel> RunAsync(
        ExplainModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var ensemble = ExplainedVersion.Of(request.Model) is { } version
            ? await version.ReadAsync(await context.OpenAsync(EmbeddedParts.Postgres, stop), request.Class, stop)
            : ReadModel(request);
        var data = FeatureTable.Read(request.Data, ensemble.FeatureCount, ensemble.FeatureNames, stop);
        var explainer = Prepare(request, ensemble, stop);
        using var partial = request.Output is null ? PartialFile.Create(request.File) : null;
        var values = new double[data.Values.Length];
        explainer.Explain(data.Values, values, Environment.ProcessorCount, stop);

        await using (var file = partial is null ? request.Output!() : File.Create(partial.Path))
            await WriteAsync(file, data, explainer, values, stop);
        partial?.Complete();
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

    static FeatureImportance[] Importance(IReadOnlyList<string> names, double[] values)
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
        var text = new CsvText();
        foreach (var name in data.Names)
        {
            text.Quoted(Encoding.UTF8.GetBytes(name));
            text.Separator();
        }

        text.Plain("base,score"u8);
        text.EndOfRow();
        for (var at = 0; at < values.Length; at += width)
        {
            for (var feature = 0; feature < width; feature++)
            {
                text.Number(values[at + feature]);
                text.Separator();
            }

            text.Number(explainer.Base);
            text.Separator();
            text.Number(explainer.Ensemble.Margin(data.Values.AsSpan(at, width)));
            text.EndOfRow();
            if (text.Length >= FlushAt)
                await FlushAsync();
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await file.WriteAsync(text.Written, stop);
            text.Clear();
        }
    }
}
