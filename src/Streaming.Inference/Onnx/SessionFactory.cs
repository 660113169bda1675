using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;

namespace Streaming.Inference.Onnx;

/// <summary>Opens ONNX Runtime sessions so that a row's score depends on the row and the model alone.</summary>
static class SessionFactory
{
    internal static (InferenceSession Session, ExecutionProvider Provider) Open(
        ModelContent content,
        InferenceOptions options,
        ILogger logger
    )
    {
        var bytes = content.Signature is { } signature ? ServedGraph.Of(content.Bytes.Span, signature.Output) : content.Bytes.ToArray();
        if (options.Provider == ExecutionProvider.Cuda)
        {
            try
            {
                using var cuda = Settings();
                cuda.AppendExecutionProvider_CUDA(options.Device);
                return (new InferenceSession(bytes, cuda), ExecutionProvider.Cuda);
            }
            // The entry point is missing from a build without the GPU package; the provider's own libraries or the
            // device may be missing from the machine. A model at fault fails again below, with its own message.
            catch (Exception e) when (CudaAbsence.Is(e))
            {
                InferenceLog.ProviderFellBack(logger, CudaAbsence.Reason(e));
            }
        }

        try
        {
            using var cpu = Settings();
            return (new InferenceSession(bytes, cpu), ExecutionProvider.Cpu);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"Model {content.Hash} is not one that ONNX Runtime can run: {FirstLine(e.Message)}. Export it again for an operator set "
                    + $"that ONNX Runtime {OrtEnv.Instance().GetVersionString()} knows.",
                e
            );
        }
    }

    /// <summary>
    /// One thread: with more, tree ensembles add up partial sums per thread, and a sum's last bits would hang on the
    /// batch size. No memory plans and no arena: plans are cached per input shape, and batches come in every size.
    /// </summary>
    internal static SessionOptions Settings() =>
        new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableMemoryPattern = false,
            EnableCpuMemArena = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

    internal static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd('.', ' ');
}
