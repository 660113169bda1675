using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Onnx.Reading;

/// <summary>Whether the numbers of a tensor lie in the file, as many as it says.</summary>
static class TensorGuard
{
    /// <summary>Values that a tensor may have: as many as would fill the largest file as bytes.</summary>
    const long MostValues = FileLimits.Bytes;

    /// <exception cref="OnnxFileException">They do not.</exception>
    internal static void Check(TensorProto tensor)
    {
        var name = FileGuard.Quoted(tensor.Name);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
        {
            var place = tensor.ExternalData.FirstOrDefault(e => e.Key == "location")?.Value ?? "";
            throw new OnnxFileException(
                $"its tensor {name} lies in another file ({FileGuard.Quoted(place)}): a model is one file. Save it with its data inside "
                    + "(in "
                    + "Python: onnx.save_model(model, path, save_as_external_data=False))"
            );
        }

        var count = Count(tensor.Dims, tensor.Name);
        var found = Found(tensor);
        if (found is { } values && values != count)
        {
            throw new OnnxFileException(
                $"its tensor {name} says that it has {count:N0} values, and has "
                    + $"{(values < 0 ? "no whole number of them" : $"{values:N0}")}: the file is damaged. Export the model again"
            );
        }
    }

    /// <exception cref="OnnxFileException">A dimension is negative, or they are too large together.</exception>
    internal static long Count(IEnumerable<long> dimensions, string name)
    {
        var count = 1L;
        foreach (var dimension in dimensions)
        {
            if (dimension < 0 || (dimension > 0 && count > MostValues / dimension))
            {
                throw new OnnxFileException(
                    $"its tensor {FileGuard.Quoted(name)} has the dimensions [{string.Join(", ", dimensions.Take(8))}]: more than the "
                        + $"{MostValues:N0} values that a tensor may have, or fewer than none"
                );
            }

            count *= dimension;
        }

        return count;
    }

    /// <summary>How many values there are; null: of a type that is none of those that models of rows are made of.</summary>
    static long? Found(TensorProto tensor)
    {
        if (tensor.RawData.Length > 0)
            return Size(tensor) is { } size ? (tensor.RawData.Length % size == 0 ? tensor.RawData.Length / size : -1) : null;
        return (Kind)tensor.DataType switch
        {
            Kind.Float => tensor.FloatData.Count,
            Kind.Double => tensor.DoubleData.Count,
            Kind.Int64 => tensor.Int64Data.Count,
            Kind.String => tensor.StringData.Count,
            Kind.Uint32 or Kind.Uint64 => tensor.Uint64Data.Count,
            Kind.Int32 or Kind.Int16 or Kind.Int8 or Kind.Uint16 or Kind.Uint8 or Kind.Bool or Kind.Float16 or Kind.Bfloat16 => tensor
                .Int32Data
                .Count,
            _ => null,
        };
    }

    static int? Size(TensorProto tensor) =>
        (Kind)tensor.DataType switch
        {
            Kind.Int8 or Kind.Uint8 or Kind.Bool => 1,
            Kind.Int16 or Kind.Uint16 or Kind.Float16 or Kind.Bfloat16 => 2,
            Kind.Float or Kind.Int32 or Kind.Uint32 => 4,
            Kind.Double or Kind.Int64 or Kind.Uint64 => 8,
            _ => null,
        };
}
