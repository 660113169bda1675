using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;

namespace Streaming.Pipeline.Replay.Comparing;

/// <summary>A recorded column beside its replayed one, compared bit for bit.</summary>
readonly struct ColumnComparison(string name, IArrowArray recorded, IArrowArray replayed)
{
    /// <summary>Nothing in the whole column differs: a comparison of memory, which is what nearly every column needs only.</summary>
    public bool Same() =>
        (recorded, replayed) switch
        {
            (FloatArray x, FloatArray y) => MemoryMarshal.AsBytes(x.Values).SequenceEqual(MemoryMarshal.AsBytes(y.Values)),
            (StringArray x, StringArray y) => x.ValueOffsets.SequenceEqual(y.ValueOffsets) && Text(x).SequenceEqual(Text(y)),
            _ => false,
        };

    public bool Same(int row) =>
        (recorded, replayed) switch
        {
            (FloatArray x, FloatArray y) => Bits(x, row) == Bits(y, row),
            (StringArray x, StringArray y) => x.GetBytes(row).SequenceEqual(y.GetBytes(row)),
            _ => false,
        };

    public ColumnDifference Difference(int row) => new(name, Value(recorded, row), Value(replayed, row));

    static ReplayedValue Value(IArrowArray array, int row) =>
        array switch
        {
            FloatArray floats => new(
                floats.Values[row].ToString("R", CultureInfo.InvariantCulture),
                Bits(floats, row).ToString("x8", CultureInfo.InvariantCulture)
            ),
            StringArray strings => new(Encoding.UTF8.GetString(strings.GetBytes(row)), Bits: null),
            _ => new($"a column of type {array.Data.DataType.Name}", Bits: null),
        };

    static uint Bits(FloatArray array, int row) => BitConverter.SingleToUInt32Bits(array.Values[row]);

    static ReadOnlySpan<byte> Text(StringArray array) => array.Values[array.ValueOffsets[0]..array.ValueOffsets[array.Length]];
}
