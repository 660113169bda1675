using Streaming.Application.Operations;
using Streaming.Explanations.Effects;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>Writes what any model's score does over the values of each feature.</summary>
static class EffectsExplanation
{
    /// <summary>Intervals of each feature: fine enough for a curve, with enough rows in each of some hundred.</summary>
    const int Intervals = 20;

    internal static async Task<ExplainedModel> RunAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop)
    {
        if (request.Background is not null)
            throw new StreamingException("Effects are those over the rows of the data themselves: leave the background out.");
        using var model = await ScoredModel.LoadAsync(request, context, stop);
        var rows = model.Data.Values.Length / model.Width;
        if (rows < 2)
            throw new StreamingException($"{request.Data} has {rows} rows: effects are told over some hundred, such as the training rows.");
        FeatureEffect[] effects = [];
        await ExplainModelOperation.PutAsync(request, file =>
        {
            effects = AccumulatedEffects.Of(model.Score, model.Data.Values, model.Width, Intervals, Environment.ProcessorCount, stop);
            return WriteAsync(file, model.Data.Names, effects, stop);
        });
        return new ExplainedModel(
            request.File,
            ExplainMethod.Effects,
            rows,
            model.Width,
            model.MeanOfBackground(),
            [],
            [
                .. effects
                    .Select(effect => new FeatureImportance(model.Data.Names[effect.Feature], Size(effect)))
                    .OrderByDescending(f => f.Mean),
            ]
        )
        {
            Effects = [.. effects.Select(e => new EffectCurve(model.Data.Names[e.Feature], e.Values, e.Effects, e.Rows))],
        };
    }

    static double Size(FeatureEffect effect) =>
        effect.Effects.Zip(effect.Rows, (e, rows) => Math.Abs(e) * rows).Sum() / Math.Max(1, effect.Rows.Sum());

    static async Task WriteAsync(Stream file, IReadOnlyList<string> names, FeatureEffect[] effects, CancellationToken stop)
    {
        var sheet = new CsvSheet(file);
        sheet.Header(["feature", "value", "effect", "rows"]);
        foreach (var effect in effects)
        {
            for (var i = 0; i < effect.Values.Length; i++)
            {
                sheet.Text(names[effect.Feature]);
                sheet.Number((double)effect.Values[i]);
                sheet.Number(effect.Effects[i]);
                sheet.Integer(effect.Rows[i]);
                await sheet.EndRowAsync(stop);
            }
        }

        await sheet.FlushAsync(stop);
    }
}
