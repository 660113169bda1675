using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Features;

/// <summary>Feature columns of the batch at hand, and how they are put behind the columns it came with.</summary>
sealed class FeatureColumns(IReadOnlyList<FeatureModel> features)
{
    readonly float[][] _outputs = [.. features.Select(_ => System.Array.Empty<float>())];
    Schema? _input;
    Schema? _output;

    /// <summary>One array a feature, at least as long as the batch; valid until the next call.</summary>
    public float[][] Rent(int rows)
    {
        for (var f = 0; f < _outputs.Length; f++)
            Scratch.Ensure(ref _outputs[f], rows);
        return _outputs;
    }

    public RecordBatch Append(RecordBatch batch, float[][] outputs)
    {
        if (outputs.Length == 0)
            return batch;
        var arrays = new List<IArrowArray>(batch.ColumnCount + outputs.Length);
        arrays.AddRange(batch.Arrays);
        foreach (var output in outputs)
        {
            var bytes = MemoryMarshal.AsBytes(output.AsSpan(0, batch.Length)).ToArray();
            arrays.Add(new FloatArray(new ArrowBuffer(bytes), ArrowBuffer.Empty, batch.Length, 0, 0));
        }
        return new RecordBatch(SchemaFor(batch.Schema), arrays, batch.Length);
    }

    Schema SchemaFor(Schema input)
    {
        if (_output is null || !SchemaEquality.Same(_input!, input))
        {
            _input = input;
            _output = new Schema(
                [.. input.FieldsList, .. features.Select(f => new Field(f.Name, FloatType.Default, nullable: false))],
                metadata: null
            );
        }
        return _output;
    }
}
