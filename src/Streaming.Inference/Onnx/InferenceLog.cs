using Microsoft.Extensions.Logging;

namespace Streaming.Inference.Onnx;

static partial class InferenceLog
{
    [LoggerMessage(1400, LogLevel.Debug, "Loaded model {Hash}: {Features} features, provider {Provider}")]
    internal static partial void ModelLoaded(ILogger logger, string hash, int features, ExecutionProvider provider);

    [LoggerMessage(1401, LogLevel.Warning, "CUDA is not available ({Reason}); models run on the CPU")]
    internal static partial void ProviderFellBack(ILogger logger, string reason);

    [LoggerMessage(1402, LogLevel.Information, "Scoring with version {Version} of model {Name} ({Hash}) from the next batch on")]
    internal static partial void ModelSwapped(ILogger logger, string name, int version, string hash);
}
