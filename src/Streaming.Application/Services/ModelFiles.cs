using Microsoft.Extensions.Logging;
using Streaming.Explanations.Onnx;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Inference.Signatures;
using Streaming.Onnx.Reading;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Services;

/// <summary>Models that somebody names, loaded to score a topology.</summary>
static class ModelFiles
{
    /// <exception cref="StreamingException">The file cannot be read, or is larger than a model may be.</exception>
    public static async Task<ModelContent> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            await using var file = File.OpenRead(path);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            // By what comes, not by the length that the file states: a pipe or a device has none.
            for (int count; (count = await file.ReadAsync(buffer, stop)) > 0; bytes.Write(buffer, 0, count))
            {
                if (bytes.Length + count > FileLimits.Bytes)
                {
                    throw new ModelException(
                        $"The model {path} has more than {FileLimits.Bytes:N0} bytes, the most a model may have. Grow fewer or smaller "
                            + "trees, or a "
                            + "smaller network."
                    );
                }
            }

            return ModelContent.FromBytes(bytes.ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"The model {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The model with the way in which it serves a topology: its own, or what its graph shows.</summary>
    /// <param name="content">A file that anybody may have written.</param>
    /// <param name="topology">What it is to score.</param>
    /// <param name="map">Which features each input takes; null: nobody says.</param>
    /// <param name="output">Which output, and which of its columns, is the score; null: nobody says.</param>
    /// <exception cref="StreamingException">It cannot be served.</exception>
    public static ModelContent Understand(
        ModelContent content,
        TopologyModel topology,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? map = null,
        string? output = null
    ) =>
        SignatureReader.Read(
            content,
            new SignatureRequest
            {
                Features = [.. topology.Features.Select(f => f.Name)],
                Map = map,
                Output = output,
                Transform = topology.Score.Transform,
            },
            features => TreeDamage.Check(content.Bytes.Span, features)
        );

    /// <summary>The model with the way in which it scores the rows of a file.</summary>
    /// <param name="content">A file that anybody may have written.</param>
    /// <param name="rows">The file of rows.</param>
    /// <param name="columns">Its columns, in order.</param>
    /// <param name="map">Which columns each input takes; null: nobody says.</param>
    /// <param name="output">Which output, and which of its columns, is the score; null: nobody says.</param>
    /// <exception cref="StreamingException">It cannot score them.</exception>
    public static ModelContent Understand(
        ModelContent content,
        string rows,
        IReadOnlyList<string> columns,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? map,
        string? output
    ) =>
        SignatureReader.Read(
            content,
            new SignatureRequest
            {
                Features = columns,
                File = rows,
                Map = map,
                Output = output,
            },
            features => TreeDamage.Check(content.Bytes.Span, features)
        );

    /// <exception cref="StreamingException">It is no model, or was made for other features.</exception>
    public static ServedModel Serve(ModelContent content, ModelVersion version, TopologyModel topology, ILogger logger)
    {
        var model = OnnxModel.Load(content, new InferenceOptions(), logger);
        try
        {
            model.CheckFeatures([.. topology.Features.Select(f => f.Name)]);
            return new ServedModel(version, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
