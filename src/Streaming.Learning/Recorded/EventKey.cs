using System.Buffers.Text;
using System.IO.Hashing;
using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Learning.Recorded;

/// <summary>
/// The values of a column as 128-bit keys (XXH3 of the text): what rows and labels are joined by. A text and an integer
/// that are written alike have one key, so that a label may declare an id otherwise than the event does.
/// </summary>
static class EventKey
{
    /// <exception cref="LearningException">The column is neither of texts nor of integers.</exception>
    internal static UInt128[] Of(RecordBatch batch, string name)
    {
        var keys = new UInt128[batch.Length];
        switch (Columns.Column(batch, name))
        {
            case BinaryArray:
                var texts = Columns.Bytes(batch, name);
                for (var row = 0; row < keys.Length; row++)
                    keys[row] = XxHash128.HashToUInt128(texts[row]);
                return keys;
            case PrimitiveArray<long> numbers:
                Span<byte> digits = stackalloc byte[20];
                for (var row = 0; row < keys.Length; row++)
                {
                    Utf8Formatter.TryFormat(numbers.Values[row], digits, out var written);
                    keys[row] = XxHash128.HashToUInt128(digits[..written]);
                }

                return keys;
            default:
                throw new LearningException($"Rows cannot be joined with labels by {name}: declare it as string or int.");
        }
    }
}
