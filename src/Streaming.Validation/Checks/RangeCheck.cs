using System.Globalization;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Checks;

/// <summary>Least and greatest value of a number.</summary>
internal sealed class RangeCheck(FieldModel field, int column) : RowCheck
{
    private readonly double _min = field.Min ?? double.NegativeInfinity;
    private readonly double _max = field.Max ?? double.PositiveInfinity;

    public static bool AppliesTo(FieldModel field) =>
        field.Type is FieldType.Int or FieldType.Double && (field.Min ?? field.Max) is not null;

    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var array = rows.Batch.Column(column);
        var nulls = new NullMask(array);
        var doubles = field.Type == FieldType.Double ? Columns.Primitive<double>(array) : default;
        var longs = field.Type == FieldType.Int ? Columns.Primitive<long>(array) : default;
        for (var row = 0; row < rows.Count; row++)
        {
            var value = field.Type == FieldType.Double ? doubles[row] : longs[row];
            if ((value < _min || value > _max) && !nulls.IsNull(row))
                verdicts.Reject(row, ReasonCode.OutOfRange, field.Name, Describe(value));
        }
    }

    private string Describe(double value) => string.Create(
        CultureInfo.InvariantCulture,
        $"Field {field.Name} is {(field.Personal ? "(personal)" : value)}, {(value < _min ? $"below the least allowed value {_min}" : $"above the greatest allowed value {_max}")}.");
}
