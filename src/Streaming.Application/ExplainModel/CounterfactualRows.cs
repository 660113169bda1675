using Streaming.Application.Counterfactuals;
using Streaming.Application.Exporting;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Explanations.Counterfactuals;
using Streaming.Explanations.Onnx;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>
/// Writes counterfactuals of rows of a file. A line each, in the order of the rows: the row's number from 1 on, what came of it,
/// which answer
/// it is (0: the row itself), all features, names of those that changed, how far, and the score that the model then gives.
/// </summary>
static class CounterfactualRows
{
    /// <summary>It is for counterfactuals, and not for values.</summary>
    /// <exception cref="StreamingException">It is for values, and says something about counterfactuals.</exception>
    public static bool Wanted(ExplainModelRequest request)
    {
        if (request.Method == ExplainMethod.Counterfactual)
            return true;
        return request.Counterfactual is null
            ? false
            : throw Invalid("A threshold, a wanted side and what may change belong to the method counterfactual.");
    }

    /// <exception cref="StreamingException">The request lacks something, or the model cannot be searched.</exception>
    public static async Task<ExplainedModel> WriteAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop)
    {
        var asked = request.Counterfactual ?? new CounterfactualRequest();
        if (asked.Threshold is not { } threshold)
            throw Invalid("A counterfactual changes a decision: name the threshold of the score from which on it is another.");
        if (request.Background is not null)
            throw Invalid("A counterfactual compares with no background set: leave it out.");
        var content = await ReadAsync(request, context, stop);
        var trees = OnnxTrees.Read(content.Bytes.Span, request.Class);
        var data = FeatureTable.Read(request.Data, trees.FeatureCount, trees.FeatureNames, stop);
        content = content.Signature is null ? Understood(content, data.Names) : content;
        if (request.Class is { } wanted && content.Signature?.Output is { Columns: > 1, Column: var own } && own != wanted)
            throw Invalid($"The score of this model is its output {own}, and a counterfactual is about the score: leave the class out.");

        using var model = ScoredTrees.Of(content, data.Names);
        var search = new CounterfactualSearch(model.Trees.Ensemble, ActionableFeatures.Of(model.Trees.Features, asked.Actionable));
        var counts = new int[Enum.GetValues<CounterfactualOutcome>().Length];
        var width = model.Trees.Features.Count;
        await ExplainModelOperation.PutAsync(request, async file =>
        {
            var sheet = new CsvSheet(file);
            sheet.Header(["row", "outcome", "answer", .. model.Trees.Features, "changed", "distance", "score"]);
            for (var at = 0; at < data.Values.Length; at += width)
            {
                var row = data.Values[at..(at + width)];
                var score = model.Score(row);
                var side = asked.Wanted ?? (score >= threshold ? ThresholdSide.Below : ThresholdSide.Above);
                var result = Find(search, model, row, threshold, side, stop);
                counts[(int)result.Outcome]++;
                await LinesAsync(sheet, (at / width) + 1, row, score, result, model, stop);
            }

            await sheet.FlushAsync(stop);
        });
        return new ExplainedModel(
            request.File,
            ExplainMethod.Counterfactual,
            data.Values.Length / width,
            width,
            0,
            model.Trees.Transforms,
            []
        )
        {
            Counterfactuals = new CounterfactualCounts(
                counts[(int)CounterfactualOutcome.Found],
                counts[(int)CounterfactualOutcome.AlreadySo],
                counts[(int)CounterfactualOutcome.None],
                counts[(int)CounterfactualOutcome.NotFound]
            ),
        };
    }

    static CounterfactualResult Find(
        CounterfactualSearch search,
        ScoredTrees model,
        float[] row,
        double threshold,
        ThresholdSide side,
        CancellationToken stop
    )
    {
        var least = (float)threshold < threshold ? float.BitIncrement((float)threshold) : (float)threshold;
        var above = side == ThresholdSide.Above;
        return search.Find(
            row,
            above ? model.Margins(least, float.PositiveInfinity) : model.Margins(float.NegativeInfinity, float.BitDecrement(least)),
            other => model.Score(other) >= threshold == above,
            stop
        );
    }

    static async Task<ModelContent> ReadAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop) =>
        ExplainedVersion.Of(request.Model) is { } version
            ? await version.ContentAsync(await context.OpenAsync(EmbeddedParts.Postgres, stop), stop)
            : await ModelFiles.ReadAsync(request.Model, stop);

    static ModelContent Understood(ModelContent content, IReadOnlyList<string> features) =>
        SignatureReader.Read(content, new SignatureRequest { Features = features }, count => TreeDamage.Check(content.Bytes.Span, count));

    static async Task LinesAsync(
        CsvSheet sheet,
        int number,
        float[] row,
        float score,
        CounterfactualResult result,
        ScoredTrees model,
        CancellationToken stop
    )
    {
        if (result.Found.Count == 0)
            await LineAsync(0, row, "", 0, score);
        foreach (var (place, found) in result.Found.Index())
        {
            var changed = string.Join(' ', found.Changed.Select(f => model.Trees.Features[f]));
            await LineAsync(place + 1, found.Row, changed, found.Distance, model.Score(found.Row));
        }

        ValueTask LineAsync(int answer, float[] values, string changed, double distance, float scored)
        {
            sheet.Integer(number);
            sheet.Text(Word(result.Outcome));
            sheet.Integer(answer);
            foreach (var value in values)
            {
                if (float.IsNaN(value))
                    sheet.Nothing();
                else
                    sheet.Number(value);
            }

            if (changed.Length > 0)
                sheet.Text(changed);
            else
                sheet.Nothing();
            sheet.Number(distance);
            sheet.Number(scored);
            return sheet.EndRowAsync(stop);
        }
    }

    static string Word(CounterfactualOutcome outcome) =>
        outcome switch
        {
            CounterfactualOutcome.Found => "found",
            CounterfactualOutcome.AlreadySo => "already_so",
            CounterfactualOutcome.None => "none",
            _ => "not_found",
        };

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}
