using System.Globalization;
using Streaming.Application.Operations;
using Streaming.Explanations.Local;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>Writes lines that stand for a model around each row, where they tell enough of what its score does there.</summary>
static class LimeExplanation
{
    /// <summary>Coefficients that are named for each row, beside the file.</summary>
    const int Named = 3;

    internal static async Task<ExplainedModel> RunAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop)
    {
        var least = request.MinFidelity ?? ExplainModelRequest.UsualFidelity;
        if (least is not (>= 0 and <= 1))
            throw new StreamingException($"A fidelity is between 0 and 1; {Text(least)} is none.");
        using var model = await ScoredModel.LoadAsync(request, context, stop);
        var options = new LimeOptions { Samples = request.Samples ?? new LimeOptions().Samples, Seed = request.Seed };
        var explainer = new LimeExplainer(model.Score, model.Background.Values, model.Width, options);
        LocalModel[] lines = [];
        await ExplainModelOperation.PutAsync(request, file =>
        {
            lines = explainer.Explain(model.Data.Values, Environment.ProcessorCount, stop);
            return WriteAsync(file, model, lines, least, stop);
        });
        return new ExplainedModel(
            request.File,
            ExplainMethod.Lime,
            lines.Length,
            model.Width,
            model.MeanOfBackground(),
            [],
            ExplainModelOperation.Importance(
                model.Data.Names,
                [.. lines.Where(line => line.Fidelity >= least).SelectMany(line => line.Coefficients)]
            )
        )
        {
            Lines = [.. lines.Select((line, row) => Told(row, line, model.Data.Names, least))],
        };
    }

    static LocalLine Told(int row, LocalModel line, IReadOnlyList<string> names, double least) =>
        new(
            row + 1,
            line.Score,
            line.Intercept,
            line.Fidelity,
            line.VariablesStability,
            line.CoefficientsStability,
            line.Fidelity >= least
                ?
                [
                    .. names
                        .Zip(line.Coefficients, (name, c) => new LineCoefficient(name, c))
                        .Where(c => c.Value != 0)
                        .OrderByDescending(c => Math.Abs(c.Value))
                        .Take(Named),
                ]
                : [],
            Refusal(line, least)
        );

    static string? Refusal(LocalModel line, double least) =>
        line.Fidelity >= least
            ? null
            : $"No line tells what the score does around this row: its fidelity is {Text(line.Fidelity)}, and {Text(least)} is asked for. "
                + "Explain it by the method kernel.";

    static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    static async Task WriteAsync(Stream file, ScoredModel model, LocalModel[] lines, double least, CancellationToken stop)
    {
        var sheet = new CsvSheet(file);
        sheet.Header([.. model.Data.Names, "line", "score", "fidelity", "vsi", "csi", "refused"]);
        foreach (var line in lines)
        {
            var refusal = Refusal(line, least);
            foreach (var value in (double[])[.. line.Coefficients, line.Intercept])
            {
                if (refusal is null)
                    sheet.Number(value);
                else
                    sheet.Nothing();
            }

            foreach (var value in (double[])[line.Score, line.Fidelity, line.VariablesStability, line.CoefficientsStability])
                sheet.Number(value);
            if (refusal is null)
                sheet.Nothing();
            else
                sheet.Text(refusal);
            await sheet.EndRowAsync(stop);
        }

        await sheet.FlushAsync(stop);
    }
}
