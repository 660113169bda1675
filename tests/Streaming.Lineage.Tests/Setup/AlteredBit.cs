using System.Globalization;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>SQL that gives a column's value with one bit of it, or one letter, altered.</summary>
static class AlteredBit
{
    public static string Of(string column, string type, int bit) =>
        type switch
        {
            "bytea" => $"case when {column} is null then '\\x00'::bytea else set_bit({column}, {bit}, 1 - get_bit({column}, {bit})) end",
            "bigint" or "integer" => $"{column} # {(1L << bit).ToString(CultureInfo.InvariantCulture)}",
            "boolean" => $"not {column}",
            "jsonb" => $"'{{\"bit\": {bit}}}'",
            "uuid" =>
                $"(overlay({column}::text placing (case substring({column}::text from {bit % 8 + 1} for 1) when '0' then '1' else '0' "
                    + $"end) from {bit % 8 + 1} for 1))::uuid",
            "character varying" or "text" => $"coalesce(overlay({column} placing 'Z' from {bit % 5 + 1} for 1), 'Z')",
            _ => throw new NotSupportedException($"There is a column of type {type} now: say how to alter it."),
        };
}
