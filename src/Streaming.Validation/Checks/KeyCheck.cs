using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Checks;

/// <summary>
/// A record's key must say what its key field says: consumers and partitioning go by the key, features by the field, and
/// a publisher must not be able to make them differ. An absent key is a fault only where placement hangs on it; so is an
/// empty one there, since librdkafka spreads empty keys at random.
/// </summary>
sealed class KeyCheck(FieldModel field, bool required) : RowCheck
{
    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var texts = new TextColumn(rows.Batch, field.Name);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < rows.Count; row++)
        {
            var record = rows.Records[row];
            var key = rows.Raw.Key(record);
            if (key.IsEmpty && required)
            {
                verdicts.Reject(
                    row,
                    ReasonCode.NullKey,
                    field.Name,
                    $"The record has no key; it must be keyed by field {field.Name}, since windows and duplicates are kept per key."
                );
            }
            else if (rows.Raw.HasKey(record) && !key.SequenceEqual(texts.Text(row, scratch)))
            {
                verdicts.Reject(
                    row,
                    ReasonCode.KeyMismatch,
                    field.Name,
                    $"The record's key {OutsideText.Show(key, field)} is not the value of its key field {field.Name}."
                );
            }
        }
    }
}
