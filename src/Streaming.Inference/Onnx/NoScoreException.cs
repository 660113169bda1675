namespace Streaming.Inference.Onnx;

/// <summary>A row gets no score although the model ran. The message is the cause, in a line.</summary>
sealed class NoScoreException(string message) : Exception(message);
