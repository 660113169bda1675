using System.Globalization;
using Apache.Arrow;
using Confluent.Kafka;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Pipeline.Recording;

namespace Streaming.Pipeline.Emission;

/// <summary>Rejected records: key and value as they came, the reason in headers.</summary>
sealed class QuarantineOutput(string topic)
{
    public void Write(OutputSource source, RecordBatch rejected, List<OutputRecord> records)
    {
        // Rows of the rejected table are counted on after those of the rows table.
        var first = source.Rows?.Length ?? 0;
        var quarantined = QuarantineRecord.From(rejected, row =>
            string.Create(CultureInfo.InvariantCulture, $"{source.Stream}/{source.Version}/{first + row}")
        );
        foreach (var record in quarantined)
        {
            var headers = new Headers();
            foreach (var (name, value) in record.Headers)
                headers.Add(name, value);
            records.Add(
                new OutputRecord(
                    topic,
                    -1,
                    new Message<byte[]?, byte[]?>
                    {
                        Key = record.Key,
                        Value = record.Value,
                        Headers = headers,
                    }
                )
            );
        }
    }
}
