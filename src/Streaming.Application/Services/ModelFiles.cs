using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Services;

/// <summary>Models that somebody names, loaded to score a topology.</summary>
static class ModelFiles
{
    /// <exception cref="StreamingException">The file cannot be read.</exception>
    public static async Task<ModelContent> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            return ModelContent.FromBytes(await File.ReadAllBytesAsync(path, stop));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"The model {path} cannot be read: {e.Message}", e);
        }
    }

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
