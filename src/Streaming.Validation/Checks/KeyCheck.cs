using Streaming.Events.Json;
using Streaming.Events.Rows;

namespace Streaming.Validation.Checks;

/// <summary>
/// A record's key must say what its key field says: consumers and partitioning go by the key, features by the field, and
/// a publisher must not be able to make them differ. An absent key is a fault only where placement hangs on it; so is an
/// empty one there, since librdkafka spreads empty keys at random.
/// </summary>
internal sealed class KeyCheck(string field, bool required) : RowCheck
{
    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var texts = new TextColumn(rows.Batch, field);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < rows.Count; row++)
        {
            var record = rows.Records[row];
            var key = rows.Raw.Key(record);
            if (key.IsEmpty && required)
                verdicts.Reject(row, ReasonCode.NullKey, field, $"The record has no key; it must be keyed by field {field}, since windows and duplicates are kept per key.");
            else if (rows.Raw.HasKey(record) && !key.SequenceEqual(texts.Text(row, scratch)))
                verdicts.Reject(row, ReasonCode.KeyMismatch, field, $"The record's key {OutsideText.Show(key)} is not the value of its key field {field}.");
        }
    }
}
