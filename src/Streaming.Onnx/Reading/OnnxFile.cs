using Google.Protobuf;

namespace Streaming.Onnx.Reading;

/// <summary>Reads model files that others wrote.</summary>
static class OnnxFile
{
    /// <summary>The model in a file, after everything in it was found to be harmless.</summary>
    /// <exception cref="OnnxFileException">It is no model, a part of it is missing, or it holds what must not be run.</exception>
    internal static ModelProto Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > FileLimits.Bytes)
        {
            throw new OnnxFileException(
                $"it has {file.Length:N0} bytes, more than the {FileLimits.Bytes:N0} that a model may have. Grow fewer or smaller "
                    + "trees, or "
                    + "a smaller network"
            );
        }

        var model = Parse(file);
        if (model.Graph is null)
            throw new OnnxFileException("it holds no graph, so that it is no ONNX model. Export the model itself, and name that file");
        FileGuard.Check(model);
        return model;
    }

    static ModelProto Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length == 0)
            throw new OnnxFileException("it is empty. Export the model again, and copy the whole file");
        try
        {
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxFileException(
                "it is no ONNX model, or a part of it is missing: it cannot be decoded. Export the model again, and copy the whole file",
                e
            );
        }
    }
}
