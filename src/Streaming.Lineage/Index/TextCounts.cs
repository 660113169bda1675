using System.Text;
using Streaming.Events.Rows;

namespace Streaming.Lineage.Index;

/// <summary>Occurrences of each value of a text column; nulls are left out. Few values differ, so each becomes a string once.</summary>
static class TextCounts
{
    public static IEnumerable<(string Name, long Count)> Of(BytesColumn column)
    {
        var names = new List<(byte[] Utf8, long Count)>();
        for (var i = 0; i < column.Length; i++)
        {
            if (column.IsNull(i))
                continue;
            var value = column[i];
            var known = 0;
            while (known < names.Count && !value.SequenceEqual(names[known].Utf8))
                known++;
            if (known < names.Count)
                names[known] = names[known] with { Count = names[known].Count + 1 };
            else
                names.Add((value.ToArray(), 1));
        }

        return names.Select(n => (Encoding.UTF8.GetString(n.Utf8), n.Count));
    }
}
