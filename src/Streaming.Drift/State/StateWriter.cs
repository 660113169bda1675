using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Streaming.Drift.Distances;

namespace Streaming.Drift.State;

/// <summary>Writes what a detector knows: little endian, nothing aligned, no names.</summary>
sealed class StateWriter
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Double(double value) => Long(BitConverter.DoubleToInt64Bits(value));

    public void Doubles(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            Double(value);
    }

    public void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    public void Histogram(ReferenceHistogram histogram)
    {
        Long(histogram.Edges.Count);
        foreach (var edge in histogram.Edges)
            Double(edge);
        foreach (var count in histogram.Counts)
            Long(count);
    }

    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Long(bytes.Length);
        _bytes.Write(bytes);
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
