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
            (FloatArray { NullCount: 0 } x, FloatArray { NullCount: 0 } y) => MemoryMarshal
                .AsBytes(x.Values)
                .SequenceEqual(MemoryMarshal.AsBytes(y.Values)),
            (UInt8Array x, UInt8Array y) => x.Values.SequenceEqual(y.Values),
            (StringArray { NullCount: 0 } x, StringArray { NullCount: 0 } y) => x.ValueOffsets.SequenceEqual(y.ValueOffsets)
                && Text(x).SequenceEqual(Text(y)),
            _ => false,
        };

    public bool Same(int row) =>
        (recorded, replayed) switch
        {
            (FloatArray x, FloatArray y) => x.IsNull(row) == y.IsNull(row) && (x.IsNull(row) || Bits(x, row) == Bits(y, row)),
            (UInt8Array x, UInt8Array y) => x.GetValue(row) == y.GetValue(row),
            (StringArray x, StringArray y) => x.IsNull(row) == y.IsNull(row) && x.GetBytes(row).SequenceEqual(y.GetBytes(row)),
            // A column that is not recorded says nothing of any row.
            (NullArray, var y) => y.IsNull(row),
            _ => false,
        };

    public ColumnDifference Difference(int row) => new(name, Value(recorded, row), Value(replayed, row));

    static ReplayedValue Value(IArrowArray array, int row) =>
        array switch
        {
            { Length: var length } when row >= length || array.IsNull(row) => new("nothing", Bits: null),
            UInt8Array places => new(places.Values[row].ToString(CultureInfo.InvariantCulture), Bits: null),
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
