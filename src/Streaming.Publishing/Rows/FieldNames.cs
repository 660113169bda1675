using System.Text;
using Streaming.Topology.Model;

namespace Streaming.Publishing.Rows;

/// <summary>
/// The fields that events and labels are made of, each in a slot of its own, and the columns of the file they come from.
/// </summary>
public sealed class FieldNames
{
    readonly Dictionary<string, int> _slotOfColumn = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _slotOfField = new(StringComparer.Ordinal);

    /// <param name="topology">Whose fields.</param>
    /// <param name="columns">Column by field, where the file calls it otherwise.</param>
    public FieldNames(TopologyModel topology, IReadOnlyDictionary<string, string> columns)
    {
        var fields = topology.Source.Fields.Concat(topology.Labels?.Fields ?? []).DistinctBy(f => f.Name, StringComparer.Ordinal).ToList();
        Fields = fields;
        Columns = [.. fields.Select(f => columns.GetValueOrDefault(f.Name, f.Name))];
        for (var i = 0; i < fields.Count; i++)
        {
            _slotOfField[fields[i].Name] = i;
            _slotOfColumn.TryAdd(Columns[i], i);
        }

        ColumnBytes = [.. Columns.Select(Encoding.UTF8.GetBytes)];
        Renamed = fields.Where((f, i) => f.Name != Columns[i]).Any();
    }

    /// <summary>Declared fields, in their order.</summary>
    public IReadOnlyList<FieldModel> Fields { get; }

    /// <summary>Column in the file, by slot.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Their names in the file, UTF-8.</summary>
    public byte[][] ColumnBytes { get; }

    /// <summary>Some field has another name in the file.</summary>
    public bool Renamed { get; }

    /// <summary>Where a field stands among them.</summary>
    public int Slot(string field) => _slotOfField[field];

    /// <summary>Slot of a column of the file; -1 for one that no field comes from.</summary>
    public int SlotOfColumn(string column) => _slotOfColumn.GetValueOrDefault(column, -1);
}
