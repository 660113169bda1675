using Streaming.Application.Operations;
using Streaming.Explanations.Scoring;

namespace Streaming.Application.ExplainModel;

/// <summary>Writes the SHAP values of any model, in units of its score.</summary>
static class KernelExplanation
{
    internal static async Task<ExplainedModel> RunAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop)
    {
        using var model = await ScoredModel.LoadAsync(request, context, stop);
        var options = new KernelOptions { Samples = request.Samples, Seed = request.Seed };
        var explainer = new KernelExplainer(model.Score, model.Background.Values, model.Width, options, stop);
        var values = new KernelValues([], [], [], 0);
        await ExplainModelOperation.PutAsync(request, file =>
        {
            values = explainer.Explain(model.Data.Values, Environment.ProcessorCount, stop);
            return WriteAsync(file, model, explainer.Base, values, stop);
        });
        var compared = model.Background.Values.Length / model.Width;
        return new ExplainedModel(
            request.File,
            ExplainMethod.Kernel,
            values.Scores.Length,
            model.Width,
            explainer.Base,
            [],
            ExplainModelOperation.Importance(model.Data.Names, values.Values)
        )
        {
            Sampled = new SampledValues(
                compared,
                values.Scores.Length - values.SampledRows,
                values.SampledRows,
                values.Errors.DefaultIfEmpty(0).Max(),
                request.Seed
            ),
            Notes =
                compared == 1
                    ? ["The background has one row: values say what sets rows apart from that one, and nothing of what is usual."]
                    : [],
        };
    }

    /// <summary>Errors stand behind the score, where the model has more features than can be exact in every row.</summary>
    static async Task WriteAsync(Stream file, ScoredModel model, double start, KernelValues values, CancellationToken stop)
    {
        var (names, width) = (model.Data.Names, model.Width);
        var withErrors = width > KernelExplainer.MostExact;
        var sheet = new CsvSheet(file);
        sheet.Header([.. names, "base", "score", .. withErrors ? names.Select(name => $"{name}_error") : []]);
        for (var row = 0; row < values.Scores.Length; row++)
        {
            for (var feature = 0; feature < width; feature++)
                sheet.Number(values.Values[(row * width) + feature]);
            sheet.Number(start);
            sheet.Number(values.Scores[row]);
            for (var feature = 0; withErrors && feature < width; feature++)
                sheet.Number(values.Errors[(row * width) + feature]);
            await sheet.EndRowAsync(stop);
        }

        await sheet.FlushAsync(stop);
    }
}
