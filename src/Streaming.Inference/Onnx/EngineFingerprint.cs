using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference.Onnx;

/// <summary>
/// Names everything beside the model and the features that a score's last bits may hang on: product and ONNX Runtime
/// version, provider, instruction set. Lineage records it with each batch, so that a replay can tell another engine
/// from another result.
/// </summary>
public static class EngineFingerprint
{
    /// <summary>Such as <c>streaming/0.1.0 onnxruntime/1.31.1 cpu x64/avx512</c>.</summary>
    public static string Of(ExecutionProvider provider) =>
        $"streaming/{ProductVersion} onnxruntime/{OrtEnv.Instance().GetVersionString()} "
        + $"{provider.ToString().ToLowerInvariant()} "
        + $"{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}/{InstructionSet}";

    static string ProductVersion => typeof(EngineFingerprint).Assembly.GetName().Version!.ToString(3);

    /// <summary>The class of vector instructions, as far as ONNX Runtime's kernels choose by it.</summary>
    static string InstructionSet =>
        Avx512F.IsSupported ? "avx512"
        : Avx2.IsSupported && Fma.IsSupported ? "avx2"
        : Avx.IsSupported ? "avx"
        : AdvSimd.IsSupported ? "advsimd"
        : "baseline";
}
