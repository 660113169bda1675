namespace Streaming.Onnx.Reading;

/// <summary>A file that is no ONNX model, or one that must not be run. The message is a sentence about the file.</summary>
public sealed class OnnxFileException(string message, Exception? innerException = null) : Exception(message, innerException);
