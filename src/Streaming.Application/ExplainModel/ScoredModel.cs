using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Topology;

namespace Streaming.Application.ExplainModel;

/// <summary>A model of any kind that scores rows of files, for methods that ask for nothing but its scores.</summary>
/// <param name="model">Scores.</param>
/// <param name="data">The rows to explain, in the order of the model's features.</param>
/// <param name="background">The rows to compare with, likewise.</param>
sealed class ScoredModel(OnnxModel model, FeatureTable data, FeatureTable background) : IDisposable
{
    public FeatureTable Data => data;

    public FeatureTable Background => background;

    /// <summary>Features of the model.</summary>
    public int Width => model.FeatureCount;

    /// <exception cref="StreamingException">The model cannot be run, or a file does not have its features.</exception>
    public static async Task<ScoredModel> LoadAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop)
    {
        var path = request.Method is ExplainMethod.Effects ? request.Data : BackgroundOf(request);
        if (request.Class is not null)
        {
            throw new StreamingException("A model that is explained by its scores has outputs with names: one of them is meant by name.")
            {
                Cure = Cure.NameOutput,
            };
        }

        var content = await ContentAsync(request, context, stop);
        var model = OnnxModel.Load(content, new InferenceOptions(), context.Loggers.CreateLogger<ScoredModel>());
        try
        {
            // A model that names nothing takes columns in their order.
            var names = content.Signature is null ? model.FeatureNames : model.Signature.Features;
            var data = FeatureTable.Read(request.Data, model.FeatureCount, names, stop);
            var background = path == request.Data ? data : FeatureTable.Read(path, model.FeatureCount, data.Names, stop);
            return new ScoredModel(model, data, background);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    static string BackgroundOf(ExplainModelRequest request) =>
        request.Background
        ?? throw new StreamingException(
            "A model is explained by its scores of rows that are compared with a background set: name a file of rows, such as a sample of "
                + "the training rows."
        )
        {
            Cure = Cure.NameBackground,
        };

    static async Task<ModelContent> ContentAsync(ExplainModelRequest request, OperationContext context, CancellationToken stop)
    {
        if (ExplainedVersion.Of(request.Model) is { } version)
        {
            return request is { Map: null, Score: null }
                ? await version.ContentAsync(await context.OpenAsync(EmbeddedParts.Postgres, stop), stop)
                : throw new StreamingException(
                    $"{request.Model} was registered with its inputs and its output: they cannot be said anew. Explain its file instead."
                );
        }

        var content = await ModelFiles.ReadAsync(request.Model, stop);
        return ModelFiles.Understand(content, request.Data, FeatureTable.Header(request.Data), request.Map, request.Score);
    }

    /// <inheritdoc cref="ModelScores.Of"/>
    public void Score(ReadOnlySpan<float> rows, Span<double> scores) => ModelScores.Of(model, rows, scores);

    /// <summary>The mean score of the rows to compare with.</summary>
    public double MeanOfBackground()
    {
        var scores = new double[background.Values.Length / Width];
        Score(background.Values, scores);
        return scores.Average();
    }

    public void Dispose() => model.Dispose();
}
