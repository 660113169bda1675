using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Events.Predictions;

/// <summary>One rejected record as the quarantine topic carries it.</summary>
/// <param name="Key">As it came; null where it was null.</param>
/// <param name="Value">As it came or cut; null where it was null.</param>
/// <param name="Headers">See <see cref="QuarantineHeaders"/>.</param>
public sealed record QuarantineRecord(byte[]? Key, byte[]? Value, IReadOnlyList<(string Name, byte[] Value)> Headers)
{
    /// <summary>Version of the headers.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Records of a rejected table (<see cref="RejectedColumns"/>), in its order.</summary>
    /// <param name="rejected">The table.</param>
    /// <param name="lineageId">Lineage id of a row.</param>
    public static IReadOnlyList<QuarantineRecord> From(RecordBatch rejected, Func<int, string> lineageId)
    {
        var keys = Columns.Bytes(rejected, RejectedColumns.Key);
        var values = Columns.Bytes(rejected, RejectedColumns.Raw);
        var records = new QuarantineRecord[rejected.Length];
        for (var row = 0; row < rejected.Length; row++)
        {
            records[row] = new QuarantineRecord(
                keys.IsNull(row) ? null : keys[row].ToArray(),
                values.IsNull(row) ? null : values[row].ToArray(),
                Describe(rejected, row, lineageId(row))
            );
        }
        return records;
    }

    static List<(string Name, byte[] Value)> Describe(RecordBatch rejected, int row, string lineageId)
    {
        var headers = new List<(string, byte[])>(10)
        {
            (QuarantineHeaders.Schema, Utf8($"{SchemaVersion}")),
            (QuarantineHeaders.Reason, Columns.Bytes(rejected, RejectedColumns.Reason)[row].ToArray()),
            (QuarantineHeaders.Detail, Columns.Bytes(rejected, RejectedColumns.Detail)[row].ToArray()),
            (QuarantineHeaders.SourceTopic, Columns.Bytes(rejected, RejectedColumns.Topic)[row].ToArray()),
            (QuarantineHeaders.SourcePartition, Utf8($"{Columns.Int32(rejected, SystemColumns.Partition)[row]}")),
            (QuarantineHeaders.SourceOffset, Utf8($"{Columns.Int64(rejected, SystemColumns.Offset)[row]}")),
            (QuarantineHeaders.LineageId, Utf8(lineageId)),
        };
        var rules = Columns.Bytes(rejected, RejectedColumns.Rule);
        if (!rules.IsNull(row))
            headers.Add((QuarantineHeaders.Rule, rules[row].ToArray()));
        var length = Columns.Int64(rejected, RejectedColumns.RawLength)[row];
        if (length > Columns.Bytes(rejected, RejectedColumns.Raw)[row].Length)
        {
            headers.Add((QuarantineHeaders.RawLength, Utf8($"{length}")));
            headers.Add(
                (QuarantineHeaders.RawHash, Utf8(Convert.ToHexStringLower(Columns.FixedBytes(rejected, RejectedColumns.RawHash)[row])))
            );
        }
        return headers;
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
