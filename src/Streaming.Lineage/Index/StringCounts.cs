using System.Text;
using Apache.Arrow;

namespace Streaming.Lineage;

/// <summary>Occurrences of each value of a text column, plain or dictionary-encoded; nulls are left out.</summary>
internal static class StringCounts
{
    public static IEnumerable<KeyValuePair<string, long>> Of(IArrowArray column) => column switch
    {
        BinaryArray text => Plain(text),
        DictionaryArray dictionary => Encoded(dictionary),
        _ => throw new NotSupportedException($"A column of type {column.Data.DataType.Name} holds no texts to count."),
    };

    private static Dictionary<string, long> Plain(BinaryArray column)
    {
        // Few values differ and neighbours are often alike: each value becomes a string once.
        var names = new List<(byte[] Utf8, long Count)>();
        for (var i = 0; i < column.Length; i++)
        {
            if (column.IsNull(i))
                continue;
            var value = column.GetBytes(i);
            var known = -1;
            for (var j = 0; j < names.Count && known < 0; j++)
                known = value.SequenceEqual(names[j].Utf8) ? j : -1;
            if (known >= 0)
                names[known] = names[known] with { Count = names[known].Count + 1 };
            else
                names.Add((value.ToArray(), 1));
        }

        return names.ToDictionary(n => Encoding.UTF8.GetString(n.Utf8), n => n.Count, StringComparer.Ordinal);
    }

    private static Dictionary<string, long> Encoded(DictionaryArray column)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var values = (StringArray)column.Dictionary;
        for (var i = 0; i < column.Length; i++)
        {
            if (column.Indices.IsNull(i))
                continue;
            var name = values.GetString(DictionaryIndex.At(column, i));
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }
}
