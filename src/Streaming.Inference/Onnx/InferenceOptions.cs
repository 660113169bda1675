using Streaming.Inference.Models;

namespace Streaming.Inference.Onnx;

/// <summary>What computes: the processor, or a CUDA device where the build has the provider (<c>-p:Gpu=true</c>) and the machine a
/// device.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA graphics processor.</summary>
    Cuda,
}

/// <summary>How models are run.</summary>
public sealed record InferenceOptions
{
    /// <summary>Cuda falls back to Cpu with a warning in the log where it is not available.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Number of the CUDA device.</summary>
    public int Device { get; init; }

    /// <summary>The provider that a configuration names: <c>cpu</c> or <c>cuda</c>.</summary>
    /// <exception cref="ModelException">It names another.</exception>
    public static ExecutionProvider ParseProvider(string name) =>
        name switch
        {
            "cpu" => ExecutionProvider.Cpu,
            "cuda" => ExecutionProvider.Cuda,
            _ => throw new ModelException($"provider: '{name}' is not known; write cpu or cuda."),
        };
}
