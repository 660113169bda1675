using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>What became of a batch. <paramref name="AppendTime"/> is -1 unless the topic stamps records with the broker's time.</summary>
readonly record struct AppendResult(ErrorCode Error, long BaseOffset = -1, long AppendTime = -1, long LogStart = -1, string? Message = null)
{
    public static AppendResult Fail(ErrorCode error, string message) => new(error, Message: message);
}
