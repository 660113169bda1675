using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Topology;

namespace Streaming.Gateway.Inference;

/// <summary>The numbers of a tensor as features have them, which are float32: others are rounded to the nearest.</summary>
static class TensorData
{
    delegate float Reading(ReadOnlySpan<byte> bytes);

    /// <summary>Bytes of a value, and how it is read: little endian, as the binary tensor data extension has it.</summary>
    static readonly Dictionary<string, (int Size, Reading Read)> Types = new(StringComparer.Ordinal)
    {
        ["BOOL"] = (1, b => b[0] == 0 ? 0 : 1),
        ["UINT8"] = (1, b => b[0]),
        ["INT8"] = (1, b => (sbyte)b[0]),
        ["UINT16"] = (2, b => BinaryPrimitives.ReadUInt16LittleEndian(b)),
        ["INT16"] = (2, b => BinaryPrimitives.ReadInt16LittleEndian(b)),
        ["UINT32"] = (4, b => BinaryPrimitives.ReadUInt32LittleEndian(b)),
        ["INT32"] = (4, b => BinaryPrimitives.ReadInt32LittleEndian(b)),
        ["UINT64"] = (8, b => BinaryPrimitives.ReadUInt64LittleEndian(b)),
        ["INT64"] = (8, b => BinaryPrimitives.ReadInt64LittleEndian(b)),
        ["FP16"] = (2, b => (float)BinaryPrimitives.ReadHalfLittleEndian(b)),
        // The upper half of a float32.
        ["BF16"] = (2, b => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(b) << 16)),
        ["FP32"] = (4, BinaryPrimitives.ReadSingleLittleEndian),
        ["FP64"] = (8, b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b)),
    };

    /// <summary>Of bytes.</summary>
    /// <exception cref="StreamingException">They are no values of the type.</exception>
    public static float[] OfBytes(string name, string type, ReadOnlySpan<byte> bytes)
    {
        var (size, read) = TypeOf(name, type);
        if (bytes.Length % size != 0)
            throw Invalid($"Input {name} has {bytes.Length} bytes, which are no {type} values of {size} bytes.");
        var values = new float[bytes.Length / size];
        if (type == "FP32" && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
            return values;
        }

        for (var i = 0; i < values.Length; i++)
            values[i] = read(bytes[(i * size)..]);
        return values;
    }

    /// <summary>Of JSON, flat or nested; null is a missing value.</summary>
    /// <exception cref="StreamingException">It is no list of numbers.</exception>
    public static float[] OfJson(string name, string type, JsonElement data)
    {
        TypeOf(name, type);
        if (data.ValueKind != JsonValueKind.Array)
            throw Invalid($"The data of input {name} are no array.");
        var values = new List<float>(data.GetArrayLength());
        Add(name, data, values);
        return [.. values];
    }

    static void Add(string name, JsonElement data, List<float> values)
    {
        foreach (var item in data.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Array)
                Add(name, item, values);
            else
                values.Add(ValueOf(name, item));
        }
    }

    static float ValueOf(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => float.NaN,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Number when value.TryGetSingle(out var number) => number,
            _ => throw Invalid($"The data of input {name} hold something that is no number."),
        };

    /// <exception cref="StreamingException">There is no such type of numbers.</exception>
    static (int Size, Reading Read) TypeOf(string name, string type) =>
        Types.TryGetValue(type, out var found)
            ? found
            : throw Invalid($"Input {name} is of type '{type}'; features are numbers: {string.Join(", ", Types.Keys)}.");

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}
