using System.Globalization;
using System.Numerics;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Checks;

/// <summary>Least and greatest value of a number; an integer is compared as an integer.</summary>
sealed class RangeCheck(FieldModel field, int column) : RowCheck
{
    readonly (double Least, double Greatest) _reals = (
        field.Min?.Value ?? double.NegativeInfinity,
        field.Max?.Value ?? double.PositiveInfinity
    );

    readonly (long Least, long Greatest) _integers = Integers(field);

    public static bool AppliesTo(FieldModel field) =>
        field.Type is FieldType.Int or FieldType.Double && (field.Min ?? field.Max) is not null;

    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var array = rows.Batch.Column(column);
        var nulls = new NullMask(array);
        if (field.Type == FieldType.Int)
            Run(Columns.Primitive<long>(array)[..rows.Count], nulls, _integers, verdicts);
        else
            Run(Columns.Primitive<double>(array)[..rows.Count], nulls, _reals, verdicts);
    }

    void Run<T>(ReadOnlySpan<T> values, NullMask nulls, (T Least, T Greatest) range, Verdicts verdicts)
        where T : INumber<T>
    {
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if ((value < range.Least || value > range.Greatest) && !nulls.IsNull(row))
            {
                verdicts.Reject(
                    row,
                    ReasonCode.OutOfRange,
                    field.Name,
                    Describe(value, below: value < range.Least && field.Min is not null)
                );
            }
        }
    }

    /// <summary>The integers within the bounds; where they are all beyond 64 bits, a range that nothing is in.</summary>
    static (long Least, long Greatest) Integers(FieldModel field)
    {
        var least = field.Min?.Ceiling ?? long.MinValue;
        var greatest = field.Max?.Floored ?? long.MaxValue;
        return least > long.MaxValue || greatest < long.MinValue
            ? (long.MaxValue, long.MinValue)
            : ((long)Int128.Max(least, long.MinValue), (long)Int128.Min(greatest, long.MaxValue));
    }

    string Describe<T>(T value, bool below) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Field {field.Name} is {(field.Personal ? "(personal)" : value)}, "
                + $"{(below ? $"below the least allowed value {field.Min}" : $"above the greatest allowed value {field.Max}")}."
        );
}
