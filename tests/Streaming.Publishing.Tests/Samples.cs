using System.Text;
using Streaming.Publishing;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Tests;

static class Samples
{
    public static TopologyModel Payments(string unknownFields = "ignore", string format = "json") =>
        TopologyLoader.Parse(
            $$"""
            topology: payments
            version: 1
            source:
              topic: payments
              format: {{format}}
              key: account
              id: id
              time: at
              unknown_fields: {{unknownFields}}
              fields:
                id: string
                at: timestamp
                account: string
                amount: double
                note: { type: string, optional: true }
            labels:
              topic: payment-labels
              format: {{format}}
              id: id
              time: at
              known: known
              delay: 1h
              target: bad
              fields:
                bad: bool
            features:
              amount: amount
            score:
              rule: if(amount > 100, 1, 0)
              decide: { block: score >= 0.5, pass: otherwise }
            output: { predictions: payment-predictions, quarantine: payment-quarantine }
            """
        );

    /// <summary>Everything a source gives, as text: topic letter, key, value.</summary>
    public static List<string> Drain(IRecordSource source)
    {
        var records = new List<string>();
        var record = new OutgoingRecord();
        while (source.Read(record))
        {
            var key = record.HasKey ? Encoding.UTF8.GetString(record.Key.Span) : "-";
            records.Add(
                $"{(record.Content == RowContent.Events ? "E" : "L")} {key} "
                    + $"{(record.HasValue ? Encoding.UTF8.GetString(record.Value.Span) : "-")}"
            );
        }

        return records;
    }
}
