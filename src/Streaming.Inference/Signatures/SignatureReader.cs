using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Onnx;
using Streaming.Onnx.Reading;
using Streaming.Topology.Model;

namespace Streaming.Inference.Signatures;

/// <summary>
/// Finds out how a model file that others wrote is to be served: reads its graph, refuses what must not be run, brings inputs and features
/// together, and tries it within bounds of time and memory to see what comes out.
/// </summary>
public static class SignatureReader
{
    /// <summary>The model with its signature; without one where it names the features wanted, in their order, as models trained here
    /// do.</summary>
    /// <param name="content">The file.</param>
    /// <param name="request">What it is wanted for.</param>
    /// <param name="inspect">Called with the number of features before anything is run: whoever knows an operator better may refuse
    /// it.</param>
    /// <exception cref="ModelException">It cannot be served; the message says why, and what would help.</exception>
    public static ModelContent Read(ModelContent content, SignatureRequest request, Action<int>? inspect = null)
    {
        var model = Parse(content);
        var (inputs, matchedBy, batchRows) = InputReader.Read(model, request);
        inspect?.Invoke(inputs.Sum(i => i.Features.Count));
        var byConvention =
            request is { Map: null, Output: null }
            && InputReader.NamesInFile(model) is { } names
            && names.SequenceEqual(request.Features, StringComparer.Ordinal);
        var candidates = OutputReader.Candidates(model.Graph, request.Output);
        var tried = Trial.Run(
            ServedGraph.Of(model, [.. candidates.Select(c => (c.Output.Tensor, c.Output.Type)).DistinctBy(c => c.Tensor)]),
            inputs,
            batchRows,
            [.. candidates.Select(c => c.Output.Tensor)]
        );
        var output = OutputReader.Choose(
            [.. candidates.Zip(tried)],
            model.Graph,
            inputs.Sum(i => i.Features.Count),
            byConvention ? ScoreTransform.None : request.Transform
        );
        var signature = new ModelSignature
        {
            Inputs = inputs,
            Output = output,
            Transform = request.Transform,
            MatchedBy = matchedBy,
            BatchRows = batchRows,
        };
        return content.With(byConvention && signature.IsDirect && output.Tensor is null ? null : signature);
    }

    static ModelProto Parse(ModelContent content)
    {
        try
        {
            return OnnxFile.Read(content.Bytes.Span);
        }
        catch (OnnxFileException e)
        {
            throw new ModelException($"The model cannot be served: {e.Message}.", e);
        }
    }
}
