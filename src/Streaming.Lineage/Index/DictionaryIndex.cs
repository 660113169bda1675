using Apache.Arrow;

namespace Streaming.Lineage;

/// <summary>Index of a dictionary-encoded row, whatever its width.</summary>
internal static class DictionaryIndex
{
    public static int At(DictionaryArray column, int row) => column.Indices switch
    {
        Int8Array narrow => narrow.GetValue(row)!.Value,
        Int16Array middle => middle.GetValue(row)!.Value,
        Int32Array wide => wide.GetValue(row)!.Value,
        _ => throw new NotSupportedException($"Dictionary indexes of type {column.Indices.Data.DataType.Name} are not used by lineage."),
    };
}
