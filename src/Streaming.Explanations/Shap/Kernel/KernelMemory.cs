namespace Streaming.Explanations.Shap.Kernel;

/// <summary>What one pass of the kernel needs beside its tables; used again by the next.</summary>
sealed unsafe class KernelMemory
{
    /// <summary>Bytes of sums that are worth keeping near.</summary>
    const int SumBytes = 512 << 10;

    readonly int _featureCount,
        _width;
    readonly AlignedDoubles _columns,
        _indices,
        _sums;

    internal KernelMemory(int featureCount, int mostGroups, int mostRows)
    {
        _featureCount = featureCount;
        _width = (featureCount + 7) / 8 * 8;
        var wanted = SumBytes / sizeof(double) / _width / ShapKernel.Block * ShapKernel.Block;
        Rows = Math.Clamp(wanted, ShapKernel.Block, mostRows);
        _columns = new AlignedDoubles((long)Rows * featureCount / 2);
        _indices = new AlignedDoubles((long)Math.Max(1, mostGroups) * ShapKernel.Block / 2);
        _sums = new AlignedDoubles((long)Rows * _width);
    }

    /// <summary>Rows of a pass, whole blocks.</summary>
    internal int Rows { get; }

    /// <summary>Whether any value of the rows is NaN.</summary>
    internal bool AnyMissing { get; private set; }

    /// <summary>Per table of a tree, the places of a block's entries.</summary>
    internal int* Indices => (int*)_indices.Start;

    /// <summary>The block that begins with a row, column by column.</summary>
    internal float* ColumnsOf(int row) => (float*)_columns.Start + ((long)row * _featureCount);

    internal double* SumsOf(int row) => _sums.Start + ((long)row * _width);

    /// <summary>Takes rows in; places of a block that no row is for keep what they had, whose entries nobody reads.</summary>
    internal void Load(ReadOnlySpan<float> rows, int count)
    {
        AnyMissing = false;
        _sums.Span[..(count * _width)].Clear();
        for (int row = 0, at = 0; row < count; row++)
        {
            var column = ColumnsOf(row / ShapKernel.Block * ShapKernel.Block) + (row % ShapKernel.Block);
            for (var feature = 0; feature < _featureCount; feature++, column += ShapKernel.Block)
            {
                var value = rows[at++];
                AnyMissing |= float.IsNaN(value);
                *column = value;
            }
        }
    }

    internal void Store(Span<double> values, int count)
    {
        for (var row = 0; row < count; row++)
            new ReadOnlySpan<double>(SumsOf(row), _featureCount).CopyTo(values.Slice(row * _featureCount, _featureCount));
    }
}
