using Streaming.Topology;

namespace Streaming.Inference.Models;

/// <summary>A model that cannot be loaded or does not fit the topology. The message names the model and the cure.</summary>
public class ModelException(string message, Exception? innerException = null) : StreamingException(message, innerException);

/// <summary>A model that is in use and fails: on some rows, or on all of them until it is exchanged or what it runs on is back.</summary>
/// <param name="message">Names the model and the cure.</param>
/// <param name="cause">What ONNX Runtime says of it, or what is wrong with its score, in a line.</param>
/// <param name="innerException">What was thrown; null: the model gave something that is no score.</param>
public sealed class ModelRunException(string message, string cause, Exception? innerException = null)
    : ModelException(message, innerException)
{
    /// <summary>What ONNX Runtime says of it, or what is wrong with its score, in a line.</summary>
    public string Cause { get; } = cause;
}
