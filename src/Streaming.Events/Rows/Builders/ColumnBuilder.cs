using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows.Builders;

/// <summary>
/// Grows one Arrow column. Its working memory stays for the next batch; what <see cref="Build"/> returns is an exact
/// copy in memory of its own, so that finished batches need no owner and no disposal. Not thread safe.
/// </summary>
public abstract class ColumnBuilder(IArrowType type)
{
    private protected Validity Validity;

    /// <summary>Type of the column.</summary>
    public IArrowType Type { get; } = type;

    /// <summary>Rows so far.</summary>
    public int Length { get; private protected set; }

    /// <summary>Adds a row without a value.</summary>
    public abstract void AppendNull();

    /// <summary>Forgets the rows from <paramref name="length"/> on: how a row that failed half-way is taken back.</summary>
    public abstract void Truncate(int length);

    /// <summary>Returns the column and starts an empty one.</summary>
    public IArrowArray Build()
    {
        var nulls = Validity.NullCount;
        var buffers = BuildBuffers(Validity.Build(Length));
        var array = ArrowArrayFactory.BuildArray(new ArrayData(Type, Length, nulls, 0, buffers, children: null));
        Reset();
        return array;
    }

    /// <summary>Whether a row has no value.</summary>
    public bool IsNull(int row) => !Validity.IsValid(row);

    private protected abstract ArrowBuffer[] BuildBuffers(ArrowBuffer validity);

    private protected abstract void ResetValues();

    void Reset()
    {
        ResetValues();
        Validity.Reset();
        Length = 0;
    }

    /// <summary>A builder for a column of this type.</summary>
    public static ColumnBuilder For(IArrowType type) =>
        type switch
        {
            Int32Type => new FixedColumnBuilder<int>(type),
            Int64Type or TimestampType => new FixedColumnBuilder<long>(type),
            UInt8Type => new FixedColumnBuilder<byte>(type),
            DoubleType => new FixedColumnBuilder<double>(type),
            FloatType => new FixedColumnBuilder<float>(type),
            BooleanType => new BoolColumnBuilder(),
            StringType or BinaryType => new BytesColumnBuilder(type),
            FixedSizeBinaryType fixedSize => new FixedBytesColumnBuilder(fixedSize),
            _ => throw new NotSupportedException($"Rows hold no columns of type {type.Name}."),
        };
}
