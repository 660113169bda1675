using Apache.Arrow;
using Streaming.Events.Explaining;
using Streaming.Events.Json;
using Streaming.Events.Rows;

namespace Streaming.Events.Predictions;

/// <summary>Writes the member <c>guard</c> of predictions whose decision a guard changed, from what lineage holds. Thread-safe.</summary>
/// <param name="changedBy">Column that says who changed a decision; null where nobody did.</param>
/// <param name="unguarded">Column with the decision that was changed.</param>
/// <param name="prefix">What the first column begins with where it was a guard; its name follows.</param>
public sealed class GuardWriter(string changedBy, string unguarded, string prefix)
{
    const int ExpectedBytes = 64;

    /// <summary>Those of a batch; null where nothing has changed any of its decisions.</summary>
    public PredictionMembers? Write(RecordBatch rows)
    {
        if (!Columns.Has(rows, changedBy))
            return null;
        var by = Columns.Bytes(rows, changedBy);
        var was = Columns.Bytes(rows, unguarded);
        var json = new JsonBuffer(rows.Length * ExpectedBytes);
        var ends = new int[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            if (!by.IsNull(row))
            {
                // Names, of which no character is escaped.
                json.Write(",\"guard\":{\"name\":\""u8);
                json.Write(by[row][prefix.Length..]);
                json.Write("\",\"instead_of\":\""u8);
                json.Write(was[row]);
                json.Write("\"}"u8);
            }

            ends[row] = json.Length;
        }

        return new PredictionMembers(json.Array, ends);
    }
}
