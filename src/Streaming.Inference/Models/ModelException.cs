using Streaming.Topology;

namespace Streaming.Inference.Models;

/// <summary>A model that cannot be loaded or does not fit the topology. The message names the model and the cure.</summary>
public sealed class ModelException(string message, Exception? innerException = null) : StreamingException(message, innerException);
