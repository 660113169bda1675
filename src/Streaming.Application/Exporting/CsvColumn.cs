using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Topology;

namespace Streaming.Application.Exporting;

/// <summary>One column of a batch, written cell by cell without allocating.</summary>
abstract class CsvColumn(IArrowArray array)
{
    readonly bool _hasNulls = array.NullCount != 0;

    public static CsvColumn Of(IArrowArray array) =>
        array switch
        {
            StringArray text => new TextCells(text),
            BinaryArray bytes => new BinaryCells(bytes),
            TimestampArray time => new TimeCells(time),
            BooleanArray flag => new BoolCells(flag),
            Int64Array number => new LongCells(number),
            Int32Array number => new IntCells(number),
            UInt8Array number => new ByteCells(number),
            DoubleArray number => new DoubleCells(number),
            FloatArray number => new FloatCells(number),
            _ => throw new StreamingException($"A column of type {array.Data.DataType.Name} cannot be written as CSV."),
        };

    public void Write(int row, CsvText text)
    {
        if (_hasNulls && array.IsNull(row))
            return;
        WriteValue(row, text);
    }

    protected abstract void WriteValue(int row, CsvText text);

    sealed class TextCells(StringArray array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Quoted(array.GetBytes(row));
    }

    sealed class BinaryCells(BinaryArray array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Base64(array.GetBytes(row));
    }

    sealed class TimeCells(TimestampArray array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Time(new Timestamp(array.Values[row]));
    }

    sealed class BoolCells(BooleanArray array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Plain(array.GetValue(row) == true ? "true"u8 : "false"u8);
    }

    sealed class LongCells(Int64Array array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Integer(array.Values[row]);
    }

    sealed class IntCells(Int32Array array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Integer(array.Values[row]);
    }

    sealed class ByteCells(UInt8Array array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Integer(array.Values[row]);
    }

    sealed class DoubleCells(DoubleArray array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Number(array.Values[row]);
    }

    sealed class FloatCells(FloatArray array) : CsvColumn(array)
    {
        protected override void WriteValue(int row, CsvText text) => text.Number(array.Values[row]);
    }
}
