using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Explanations.Tests.Onnx;

/// <summary>What ONNX Runtime makes of a file: the last column of its output <c>y</c>, for each row.</summary>
static class Runtime
{
    internal static float[] Run(byte[] file, float[] rows, int width)
    {
        using var session = new InferenceSession(file);
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(rows, [rows.Length / width, width]))],
            ["y"]
        );
        var scores = results[0].AsTensor<float>();
        var each = (int)scores.Length / (rows.Length / width);
        return [.. scores.Chunk(each).Select(s => s[^1])];
    }
}
