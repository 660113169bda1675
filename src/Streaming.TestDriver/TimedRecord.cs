using System.Text;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Validation;

namespace Streaming.TestDriver;

/// <summary>A record that will be published, with what its publisher knows of it.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Json">Its value.</param>
/// <param name="Key">Its key; null where it cannot be read.</param>
/// <param name="Time">When it happened or became known; null where it cannot be read.</param>
sealed record TimedRecord(string Topic, string Json, string? Key, Timestamp? Time)
{
    /// <summary>Each record with its time; one that cannot be read has that of the one before it.</summary>
    public static IEnumerable<TimedRecord> Of(ValidationSpec spec, string topic, string key, IEnumerable<string> records)
    {
        var decoder = new RecordDecoder(spec);
        Timestamp? last = null;
        foreach (var json in records)
        {
            var builder = new RawBatchBuilder(topic, 0);
            builder.Append(0, Timestamp.Epoch, [], hasKey: false, Encoding.UTF8.GetBytes(json), hasValue: true);
            var faults = new Verdicts();
            faults.Reset(1);
            var rows = decoder.Decode(builder.Build(Timestamp.Epoch), faults, [], new int[1]);
            if (rows.Length == 0)
            {
                yield return new TimedRecord(topic, json, null, last);
                continue;
            }

            last = Columns.Times(rows, SystemColumns.EventTime)[0];
            yield return new TimedRecord(topic, json, KeyOf(rows, key), last);
        }
    }

    static string KeyOf(Apache.Arrow.RecordBatch rows, string key)
    {
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        return Encoding.UTF8.GetString(new TextColumn(rows, key).Text(0, scratch));
    }
}
