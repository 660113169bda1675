using System.Text;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Features.Tests.CardFraud;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Publishing;
using Streaming.Topology;
using Streaming.Topology.Plan;
using TopicReader = Streaming.EndToEnd.Tests.Harness.TopicReader;

namespace Streaming.EndToEnd.Tests.RealData;

/// <summary>The published transactions and their labels, published as fast as possible, through the card-fraud topology as it
/// stands.</summary>
public sealed class CardFraudTests(TestServices services)
{
    const int Partitions = 4;
    const double Float32 = 1.2e-7;

    [Fact]
    public async Task Every_transaction_is_scored_once_from_the_handbooks_features()
    {
        var transactions = Transactions.Read();
        transactions.Count.ShouldBe(622_892);
        var plan = Plan();
        var postgres = await services.NewDatabaseAsync();
        await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions);
        var published = await PublishAsync(plan);
        published.Events.ShouldBe(transactions.Count);
        published.Labels.ShouldBe(transactions.Count);
        await pipeline.CommittedAsync(transactions.Count);
        await pipeline.StopAsync();

        pipeline.Host.Snapshot().ShouldAllBe(stage => stage.Rejected == 0);
        await CheckLineageAsync(plan, postgres, transactions);
        CheckPredictions(plan, transactions);
    }

    /// <summary>As the file says, but for the names of topics, which the tests of an assembly share a broker for.</summary>
    static PipelinePlan Plan()
    {
        var file = TopologyLoader.Load(Path.Combine(Transactions.Folder("topology/card-fraud"), TopologyLoader.FileName));
        return PlanCompiler.Compile(
            new TopologyNames("real-card-fraud", "real-transactions", "real-labels", "real-predictions", "real-quarantine").Of(file)
        );
    }

    async Task<PublishResult> PublishAsync(PipelinePlan plan)
    {
        var path = Directory.EnumerateFiles(Transactions.Folder("shared/data/card-fraud"), "*.csv.gz").First();
        using var events = new FileEvents(plan.Topology, path, new FileEventsSettings());
        var publisher = new Publisher(
            new KafkaConnection(services.Kafka),
            plan.Topology,
            new PublishSettings { Partitions = Partitions },
            TimeProvider.System
        );
        return await publisher.RunAsync(events);
    }

    static async Task CheckLineageAsync(PipelinePlan plan, string postgres, List<Transaction> transactions)
    {
        var plain = new Recomputation();
        var open = transactions.ToDictionary(t => t.Id, plain.Next, StringComparer.Ordinal);
        await using var store = new LineageStore(postgres);
        for (var partition = 0; partition < Partitions; partition++)
        {
            await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is { } rows)
                    CheckRows(rows, open);
            }
        }

        open.ShouldBeEmpty("transactions that lineage does not have");
    }

    /// <summary>Takes the rows' transactions out of those that are still open.</summary>
    static void CheckRows(Apache.Arrow.RecordBatch rows, Dictionary<string, double[]> open)
    {
        var ids = Columns.Bytes(rows, "TRANSACTION_ID");
        var expected = new double[rows.Length][];
        for (var row = 0; row < rows.Length; row++)
        {
            var id = Encoding.UTF8.GetString(ids[row]);
            open.Remove(id, out var features).ShouldBeTrue($"transaction {id} is there twice, or was never published");
            expected[row] = features!;
        }

        for (var f = 0; f < Recomputation.Names.Length; f++)
        {
            var column = Columns.Float(rows, Recomputation.Names[f]);
            for (var row = 0; row < rows.Length; row++)
            {
                if (!(Math.Abs(column[row] - expected[row][f]) <= Float32 * Math.Abs(expected[row][f])))
                {
                    Assert.Fail(
                        $"{Recomputation.Names[f]} of transaction {Encoding.UTF8.GetString(ids[row])}: {column[row]:R} instead of "
                            + $"{expected[row][f]:R}"
                    );
                }
            }
        }
    }

    void CheckPredictions(PipelinePlan plan, List<Transaction> transactions)
    {
        var open = transactions.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        TopicReader.Scan(services.Kafka, plan.Topology.Output.Predictions, result =>
        {
            var id = Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("event-id"));
            open.Remove(id).ShouldBeTrue($"prediction of {id} is there twice, or was never asked for");
        });
        open.ShouldBeEmpty("transactions without a prediction");
    }
}
