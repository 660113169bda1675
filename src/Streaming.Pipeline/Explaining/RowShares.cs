using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows.Builders;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Explaining;

/// <summary>Contributions of the features of a batch's rows, as lineage keeps them: float32, null where a row is not explained.</summary>
sealed class RowShares(int rows, string[] features)
{
    readonly float[] _bases = new float[rows];
    readonly float[] _shares = new float[rows * features.Length];
    readonly bool[] _explained = new bool[rows];
    int _count;

    /// <summary>Some row is explained.</summary>
    public bool Any => _count > 0;

    /// <param name="own">Numbers of rows.</param>
    /// <param name="values">[own, features], row-major.</param>
    /// <param name="at">Their base.</param>
    public void Take(int[] own, ReadOnlySpan<double> values, float at)
    {
        var width = features.Length;
        for (var i = 0; i < own.Length; i++)
        {
            (_explained[own[i]], _bases[own[i]]) = (true, at);
            var row = _shares.AsSpan(own[i] * width, width);
            for (var feature = 0; feature < width; feature++)
                row[feature] = (float)values[i * width + feature];
        }

        _count += own.Length;
    }

    /// <summary>The batch with them, and with the codes of their reasons.</summary>
    public RecordBatch Columns(RecordBatch decided, ReasonList codes)
    {
        var fields = new List<Field>(decided.Schema.FieldsList);
        var arrays = new List<IArrowArray>(decided.Arrays);
        Add(RecordColumns.ExplainBase, FloatType.Default, Floats(_bases, 0, 1));
        for (var feature = 0; feature < features.Length; feature++)
            Add(RecordColumns.ContributionOf(features[feature]), FloatType.Default, Floats(_shares, feature, features.Length));
        Add(RecordColumns.Reasons, StringType.Default, Codes(codes));
        return new RecordBatch(new Schema(fields, metadata: null), arrays, decided.Length);

        void Add(string name, IArrowType type, IArrowArray array)
        {
            fields.Add(new Field(name, type, nullable: true));
            arrays.Add(array);
        }
    }

    IArrowArray Floats(float[] values, int first, int step)
    {
        var column = new FixedColumnBuilder<float>(FloatType.Default);
        for (int row = 0, at = first; row < rows; row++, at += step)
        {
            if (_explained[row])
                column.Append(values[at]);
            else
                column.AppendNull();
        }

        return column.Build();
    }

    IArrowArray Codes(ReasonList codes)
    {
        var column = new BytesColumnBuilder(StringType.Default);
        var writer = codes.NewWriter();
        for (var row = 0; row < rows; row++)
        {
            if (_explained[row])
                column.Append(writer.Of(_shares.AsSpan(row * features.Length, features.Length)));
            else
                column.AppendNull();
        }

        return column.Build();
    }
}
