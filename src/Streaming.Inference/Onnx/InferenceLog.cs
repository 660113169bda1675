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

    [LoggerMessage(1403, LogLevel.Information, "Version {Version} of model {Name} is tried beside the one in use, as {Role} ({Hash})")]
    internal static partial void Challenges(ILogger logger, int version, string name, string role, string hash);

    [LoggerMessage(1404, LogLevel.Warning, "Version {Version} of model {Name} is not tried beside the one in use: {Reason}")]
    internal static partial void ChallengerNotTaken(ILogger logger, int version, string name, string reason);

    [LoggerMessage(
        1405,
        LogLevel.Warning,
        "Version {Version} of model {Name}, which is tried beside the one in use, could not score a batch; that went on without it, as "
            + "will others on which it fails: {Reason}"
    )]
    internal static partial void ChallengerFails(ILogger logger, int version, string name, string reason);
}
