using Apache.Arrow;

namespace Streaming.Events.Rows.Builders;

/// <summary>
/// One builder for each column of a schema. A row is appended column by column and then counted by
/// <see cref="CommitRow"/>, or taken back as a whole by <see cref="RollbackRow"/>.
/// </summary>
public sealed class RowBuilder
{
    readonly ColumnBuilder[] _columns;

    /// <param name="schema">Of the batches it builds.</param>
    public RowBuilder(Schema schema)
    {
        Schema = schema;
        _columns = [.. schema.FieldsList.Select(f => ColumnBuilder.For(f.DataType))];
    }

    /// <summary>Of the batches it builds.</summary>
    public Schema Schema { get; }

    /// <summary>Rows committed.</summary>
    public int Length { get; private set; }

    /// <summary>A column by its index.</summary>
    public ColumnBuilder this[int column] => _columns[column];

    /// <summary>A column of numbers or times; of float the feature of that name, of other types the field.</summary>
    public FixedColumnBuilder<T> Fixed<T>(string name)
        where T : unmanaged =>
        (FixedColumnBuilder<T>)(typeof(T) == typeof(float) ? _columns[Columns.FeatureIndexOf(Schema, name)] : Named(name));

    /// <summary>A column of texts or bytes.</summary>
    public BytesColumnBuilder Bytes(string name) => (BytesColumnBuilder)Named(name);

    /// <summary>A column of bytes of one length.</summary>
    public FixedBytesColumnBuilder FixedBytes(string name) => (FixedBytesColumnBuilder)Named(name);

    /// <summary>A column of booleans.</summary>
    public BoolColumnBuilder Bool(string name) => (BoolColumnBuilder)Named(name);

    /// <summary>Makes the values added since the last row a row.</summary>
    public void CommitRow() => Length++;

    /// <summary>Takes back the values added since the last row.</summary>
    public void RollbackRow()
    {
        foreach (var column in _columns)
        {
            if (column.Length > Length)
                column.Truncate(Length);
        }
    }

    /// <summary>The batch; every column must hold the same number of rows. Starts an empty one.</summary>
    public RecordBatch Build()
    {
        var length = _columns.Length == 0 ? 0 : _columns[0].Length;
        var arrays = new IArrowArray[_columns.Length];
        for (var c = 0; c < _columns.Length; c++)
        {
            if (_columns[c].Length != length)
            {
                throw new InvalidOperationException(
                    $"Column {Schema.GetFieldByIndex(c).Name} has {_columns[c].Length} rows, not {length}."
                );
            }

            arrays[c] = _columns[c].Build();
        }
        Length = 0;
        return new RecordBatch(Schema, arrays, length);
    }

    ColumnBuilder Named(string name) => _columns[Columns.IndexOf(Schema, name)];
}
