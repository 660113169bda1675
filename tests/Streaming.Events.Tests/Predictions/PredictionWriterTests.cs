using System.Text;
using System.Text.Json;
using Apache.Arrow;
using CsCheck;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Predictions;

public sealed class PredictionWriterTests
{
    static readonly TopologyModel Topology = new()
    {
        Name = "card-fraud",
        Version = 3,
        Source = new SourceModel
        {
            Topic = "t",
            Format = EventFormat.Json,
            Key = "customer",
            Id = "id",
            Time = "when",
            Fields = [new("id", FieldType.String), new("when", FieldType.Timestamp), new("customer", FieldType.Int)],
        },
        Validation = new ValidationModel { Rules = [] },
        Features = [],
        Score = new ScoreModel { Decisions = [new("fraud", new BoolLiteral(true)), new("genuine \"ok\"", null)] },
        Output = new OutputModel("p", "q"),
        Lineage = new LineageModel(null, KeepRaw.Rejected),
        Order = new OrderModel(),
        ContentHash = "",
    };

    [Fact]
    public void A_prediction_is_written_as_documented()
    {
        var rows = Rows(
            ("e\"1", 1_528_675_224_000_000, 42, RowFlags.None),
            ("e2", 1_528_675_224_500_000, -1, RowFlags.Late | RowFlags.Early)
        );
        var batch = new PredictionWriter(Topology).Write(rows, [0.1f, 1f], [0, 1], [new ScoredBy("cf", 7)], [], "card-fraud/by-c/0/12/");

        Text(batch, 0)
            .ShouldBe(
                """{"schema":1,"topology":"card-fraud","topology_version":3,"event_id":"e\"1","key":"42","event_time":"2018-06-11T00:00:24Z","score":0.1,"decision":"fraud","model":{"name":"cf","version":7},"lineage_id":"card-fraud/by-c/0/12/0"}"""
            );
        Text(batch, 1)
            .ShouldBe(
                """{"schema":1,"topology":"card-fraud","topology_version":3,"event_id":"e2","key":"-1","event_time":"2018-06-11T00:00:24.500Z","score":1,"decision":"genuine \"ok\"","model":{"name":"cf","version":7},"lineage_id":"card-fraud/by-c/0/12/1","late":true}"""
            );
        Encoding.UTF8.GetString(batch.LineageId(1)).ShouldBe("card-fraud/by-c/0/12/1");
    }

    [Fact]
    public void The_rule_is_named_as_what_scored_and_may_give_no_number()
    {
        var batch = new PredictionWriter(Topology).Write(Rows(("e", 0, 1, RowFlags.None)), [float.NaN], [1], [ScoredBy.Rule], [], "x/");
        Text(batch, 0).ShouldContain("\"score\":null,");
        Text(batch, 0).ShouldContain("\"model\":{\"rule\":true}");
    }

    [Fact]
    public void Every_prediction_is_JSON_of_the_published_fields_and_reads_back() =>
        Gen.Select(Gen.Char.Array[0, 12], Gen.Single, Gen.Long, Gen.Long[-60_000_000_000_000_000, 250_000_000_000_000_000])
            .Sample(
                (id, score, customer, time) =>
                {
                    var schema = new PublishedSchema("prediction-v1.schema.json");
                    var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id));
                    var batch = new PredictionWriter(Topology).Write(
                        Rows((text, time, customer, RowFlags.Late)),
                        [score],
                        [0],
                        [ScoredBy.Rule],
                        [],
                        "x/"
                    );
                    var json = JsonDocument.Parse(batch.Value(0)).RootElement;
                    json.GetProperty("event_id").GetString().ShouldBe(text);
                    if (float.IsFinite(score))
                    {
                        BitConverter
                            .SingleToInt32Bits(json.GetProperty("score").GetSingle())
                            .ShouldBe(BitConverter.SingleToInt32Bits(score));
                    }

                    json.EnumerateObject().Select(p => p.Name).ShouldBeSubsetOf(schema.Properties);
                    schema.Required.ShouldBeSubsetOf(json.EnumerateObject().Select(p => p.Name));
                    json.GetProperty("schema").GetInt32().ShouldBe(schema.Property("schema").GetProperty("const").GetInt32());
                },
                iter: 500
            );

    static string Text(PredictionBatch batch, int row) => Encoding.UTF8.GetString(batch.Value(row).Span);

    static RecordBatch Rows(params (string Id, long Time, long Customer, RowFlags Flags)[] rows)
    {
        var builder = new RowBuilder(RowSchema.ForSource(Topology.Source).Arrow);
        foreach (var (id, time, customer, flags) in rows)
        {
            builder.Fixed<int>(SystemColumns.Partition).Append(0);
            builder.Fixed<long>(SystemColumns.Offset).Append(0);
            builder.Fixed<long>(SystemColumns.SourceTime).Append(0);
            builder.Fixed<long>(SystemColumns.ArrivalTime).Append(0);
            builder.Fixed<long>(SystemColumns.EventTime).Append(time);
            builder.Fixed<byte>(SystemColumns.Flags).Append((byte)flags);
            builder.Bytes("id").Append(Encoding.UTF8.GetBytes(id));
            builder.Fixed<long>("when").Append(time);
            builder.Fixed<long>("customer").Append(customer);
        }
        return builder.Build();
    }
}
