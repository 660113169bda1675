using System.Text;
using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Topology;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Events.Groups;

/// <summary>Which group each row is of, by one attribute. Used by one caller at a time.</summary>
public sealed class GroupColumn
{
    /// <summary>No group.</summary>
    public const int None = -1;

    /// <summary>Texts that are groups, where the topology does not name them: more are no groups, but ids.</summary>
    const int MostFound = 50;

    readonly ProtectedAttribute _attribute;
    readonly List<string> _names;
    readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    readonly string[] _fields;

    // Batches of different times may have different columns.
    CompiledExpression? _by;
    Schema? _schema;

    /// <param name="attribute">By what rows are divided.</param>
    public GroupColumn(ProtectedAttribute attribute)
    {
        _attribute = attribute;
        _names = [.. attribute.Groups ?? []];
        _fields = [.. attribute.By.Columns().Select(c => c.Name).Distinct(StringComparer.Ordinal)];
        foreach (var (number, name) in _names.Index())
            _numbers[name] = number;
    }

    /// <summary>By what rows are divided.</summary>
    public ProtectedAttribute Attribute => _attribute;

    /// <summary>Groups by number: those that are declared, and then those that were found.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>[rows] The number of each row's group; <see cref="None"/>: it is in none.</summary>
    /// <exception cref="StreamingException">There are too many groups.</exception>
    public int[] Of(RecordBatch rows)
    {
        var groups = new int[rows.Length];
        // Recorded before the topology had the field.
        if (!System.Array.TrueForAll(_fields, name => Columns.Has(rows, name)))
        {
            System.Array.Fill(groups, None);
            return groups;
        }

        if (_by is null || _schema != rows.Schema)
            (_by, _schema) = (CompiledExpression.Compile(_attribute.By, rows.Schema), rows.Schema);
        switch (_attribute.By.Type)
        {
            case ExprType.Bool:
                OfBools(_by, rows, groups);
                break;
            case ExprType.Number:
                OfNumbers(_by, rows, groups);
                break;
            default:
                OfTexts(_by, rows, groups);
                break;
        }

        return groups;
    }

    static void OfBools(CompiledExpression by, RecordBatch rows, int[] groups)
    {
        var values = new byte[rows.Length];
        by.EvaluateBools(rows, values);
        for (var row = 0; row < groups.Length; row++)
        {
            groups[row] = values[row] switch
            {
                Ternary.True => 0,
                Ternary.False => 1,
                _ => None,
            };
        }
    }

    void OfNumbers(CompiledExpression by, RecordBatch rows, int[] groups)
    {
        var values = new double[rows.Length];
        by.EvaluateNumbers(rows, values);
        for (var row = 0; row < groups.Length; row++)
            groups[row] = double.IsNaN(values[row]) ? None : _attribute.BandOf(values[row]);
    }

    void OfTexts(CompiledExpression by, RecordBatch rows, int[] groups)
    {
        using var texts = by.EvaluateStrings(rows);
        for (var row = 0; row < groups.Length; row++)
            groups[row] = texts.IsNull(row) ? None : NumberOf(Encoding.UTF8.GetString(texts[row]));
    }

    int NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number))
            return number;
        if (_attribute.Values.Count > 0)
            return None;
        if (_names.Count == MostFound)
        {
            throw new StreamingException(
                $"The attribute {_attribute.Name} has more than {MostFound} different values ({_attribute.Text}): these are no groups. "
                    + $"Name those that are under `fairness.groups.{_attribute.Name}.values`."
            );
        }

        _names.Add(name);
        return _numbers[name] = _names.Count - 1;
    }
}
