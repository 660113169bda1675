using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Confluent.Kafka;
using Npgsql;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Raw;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Torture.Checking;
using Streaming.Torture.Publishing;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>The checker of torture is shown what it is there to find, one fault at a time, and says so.</summary>
public sealed class CheckerTests(TestServices services, JudgedRun run) : IClassFixture<JudgedRun>
{
    static readonly Action<string> Silent = _ => { };
    static int _copies;

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        var (counts, findings) = await JudgeAsync(run.Exhibits);

        findings.ShouldBeEmpty();
        counts.Events.ShouldBeGreaterThan(800);
        counts.Labels.ShouldBeGreaterThan(0);
        (counts.Predictions + counts.Quarantined).ShouldBeGreaterThanOrEqualTo(counts.Events);
        counts.Quarantined.ShouldBeGreaterThan(0);
        counts.Replayed.ShouldBeGreaterThan(0);
        counts.Scorers.ShouldBe(3);
    }

    [Theory]
    [InlineData(false, Harm.Removed, FindingKind.Lost)]
    [InlineData(false, Harm.Doubled, FindingKind.Twice)]
    [InlineData(false, Harm.Reordered, FindingKind.OutOfOrder)]
    [InlineData(true, Harm.Removed, FindingKind.Lost)]
    [InlineData(true, Harm.Doubled, FindingKind.Twice)]
    [InlineData(true, Harm.Reordered, FindingKind.OutOfOrder)]
    public async Task An_output_that_is_missing_or_there_twice_or_out_of_order_is_found(bool quarantine, Harm harm, FindingKind kind)
    {
        var exhibits = await WithTopicAsync(quarantine, records =>
        {
            // Order is promised among the outputs of one stage partition.
            var at = Enumerable
                .Range(0, records.Count - 1)
                .First(i => Stream(records[i]) == Stream(records[i + 1]) && records[i].Partition == records[i + 1].Partition);
            return Harmed.Places(records.Count, at, harm).Select(i => records[i]);
        });

        (await JudgeAsync(exhibits)).Findings.ShouldContain(f => f.Kind == kind);
    }

    [Theory]
    [InlineData("schema", 2)]
    [InlineData("topology", "\"other\"")]
    [InlineData("topology_version", 9)]
    [InlineData("event_id", "\"other\"")]
    [InlineData("key", "\"other\"")]
    [InlineData("event_time", "\"2001-01-01T00:00:00Z\"")]
    [InlineData("score", 0.123)]
    [InlineData("decision", "\"other\"")]
    [InlineData("model", "{\"name\":\"other\",\"version\":1}")]
    [InlineData("lineage_id", "\"judged/by-device/0/1/0\"")]
    [InlineData("late", true)]
    [InlineData("more", true)]
    public async Task A_prediction_one_field_of_which_is_not_what_lineage_says_is_found(string field, object value)
    {
        var exhibits = await WithTopicAsync(quarantine: false, records => Altered(records, message =>
            {
                var json = JsonNode.Parse(message.Value)!;
                json[field] = JsonNode.Parse(
                    value is bool or string
                        ? value.ToString()!.Replace("True", "true", StringComparison.Ordinal)
                        : FormattableString.Invariant($"{value}")
                );
                message.Value = Encoding.UTF8.GetBytes(json.ToJsonString());
            }));

        (await JudgeAsync(exhibits)).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Differing);
    }

    [Theory]
    [InlineData(false, "event-id")]
    [InlineData(false, "lineage-id")]
    [InlineData(false, "model-version")]
    [InlineData(false, "source")]
    [InlineData(true, "streaming-quarantine")]
    [InlineData(true, "reason")]
    [InlineData(true, "rule")]
    [InlineData(true, "detail")]
    [InlineData(true, "source-topic")]
    [InlineData(true, "source-partition")]
    [InlineData(true, "source-offset")]
    [InlineData(true, "lineage-id")]
    public async Task An_output_with_an_altered_header_is_found(bool quarantine, string header)
    {
        var exhibits = await WithTopicAsync(quarantine, records => Altered(records, message =>
            {
                message.Headers.Remove(header);
                message.Headers.Add(header, Encoding.UTF8.GetBytes(header == "lineage-id" ? "judged/by-device/0/99999/0" : "77"));
            }));

        (await JudgeAsync(exhibits)).Findings.ShouldContain(f => f.Kind == FindingKind.Differing);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_output_with_another_key_or_value_is_found(bool quarantine)
    {
        foreach (
            var change in (Action<Message<byte[]?, byte[]?>>[])
                [m => m.Key = "other"u8.ToArray(), m => m.Value = "{}"u8.ToArray(), m => m.Value = "{"u8.ToArray()]
        )
        {
            var exhibits = await WithTopicAsync(quarantine, records => Altered(records, change));

            (await JudgeAsync(exhibits)).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Differing);
        }
    }

    [Theory]
    [InlineData(Harm.Removed, FindingKind.Twice)]
    [InlineData(Harm.Doubled, FindingKind.Lost)]
    [InlineData(Harm.Reordered, FindingKind.OutOfOrder)]
    public async Task A_source_topic_that_is_not_what_was_sent_is_found(Harm harmOfWhatWasSent, FindingKind kind)
    {
        var ledger = new Ledger();
        var records = TopicRecord
            .ReadAll(services.Kafka, run.Exhibits.Plan.Topology.Source.Topic, run.Exhibits.Partitions)
            .Where(r => r.Header(Watermark.Header) is null || harmOfWhatWasSent != Harm.Reordered)
            .GroupBy(r => r.Partition)
            .ToList();
        foreach (var partition in records)
        {
            var sent = partition.OrderBy(r => r.Offset).ToList();
            foreach (var place in Harmed.Places(sent.Count, 5, harmOfWhatWasSent))
            {
                ledger.Add(
                    partition.Key,
                    sent[place].Message.Key,
                    sent[place].Message.Value,
                    sent[place].Message.Headers.Select(h => new KeyValuePair<string, byte[]?>(h.Key, h.GetValueBytes()))
                );
            }
        }

        (await JudgeAsync(run.Exhibits with { Ledger = ledger })).Findings.ShouldContain(f => f.Kind == kind);
    }

    [Theory]
    [InlineData(false, TableNames.Rows, Harm.Removed, FindingKind.Lost)]
    [InlineData(false, TableNames.Rows, Harm.Doubled, FindingKind.Twice)]
    [InlineData(true, TableNames.Rows, Harm.Removed, FindingKind.Lost)]
    [InlineData(true, TableNames.Rows, Harm.Doubled, FindingKind.Twice)]
    [InlineData(true, TableNames.Rows, Harm.Reordered, FindingKind.Differing)]
    [InlineData(false, TableNames.Rejected, Harm.Removed, FindingKind.Lost)]
    [InlineData(false, TableNames.Rejected, Harm.Doubled, FindingKind.Twice)]
    [InlineData(true, TableNames.Labels, Harm.Removed, FindingKind.Lost)]
    [InlineData(true, TableNames.Labels, Harm.Doubled, FindingKind.Twice)]
    public async Task Lineage_that_lacks_a_row_or_has_one_twice_or_elsewhere_is_found(bool final, string table, Harm harm, FindingKind kind)
    {
        var exhibits = await WithLineageAsync(final, table, rows => Harmed.Rows(rows, Harmed.Places(rows.Length, 0, harm)));

        (await JudgeAsync(exhibits)).Findings.ShouldContain(f => f.Kind == kind);
    }

    [Theory]
    [InlineData("account_count")]
    [InlineData("device_risk")]
    [InlineData(TableNames.Score)]
    [InlineData(TableNames.Decision)]
    [InlineData("amount")]
    public async Task Lineage_one_value_of_which_is_another_is_found(string column)
    {
        var exhibits = await WithLineageAsync(final: true, TableNames.Rows, rows => Harmed.Altered(rows, column, 1, value => value switch
                {
                    FloatArray => new FloatArray.Builder().Append(4711).Build(),
                    DoubleArray => new DoubleArray.Builder().Append(899.5).Build(),
                    _ => new StringArray.Builder().Append("other").Build(),
                }));

        (await JudgeAsync(exhibits)).Findings.ShouldContain(f => f.Kind == FindingKind.Differing);
    }

    [Theory]
    [InlineData(
        "update lineage.mt_events set bdata = set_byte(bdata, 200, get_byte(bdata, 200) # 1) where stream_id = 'judged/by-device/0' and "
            + "version = 2"
    )]
    [InlineData("delete from lineage.batches where stream = 'judged/by-device/1' and version = 1")]
    [InlineData(
        "delete from lineage.mt_events where stream_id = 'topology-history/judged'; delete from lineage.mt_streams where id = "
            + "'topology-history/judged'"
    )]
    [InlineData(
        "update streaming.mt_events set data = jsonb_set(data, '{Version}', '1') where stream_id = 'model/torture' and version = 4"
    )]
    [InlineData("delete from streaming.mt_events where starts_with(stream_id, 'model-bytes/')")]
    public async Task A_database_that_was_tampered_with_is_found(string sql)
    {
        var exhibits = await WithLineageAsync(final: false, table: null, rows => rows);
        await using var source = NpgsqlDataSource.Create(exhibits.Postgres);
        (await source.CreateCommand(sql).ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);

        (await JudgeAsync(exhibits)).Findings.ShouldContain(f => f.Kind == FindingKind.Unsound);
    }

    [Fact]
    public async Task Lineage_that_nobody_has_emitted_is_found()
    {
        var exhibits = await WithLineageAsync(final: false, table: null, rows => rows);
        await using (var store = new LineageStore(exhibits.Postgres))
        {
            var stream = (await store.ListStreamsAsync(exhibits.Plan.Topology.Name))[0].Stream;
            var tail = (await store.ReadTailAsync(stream))!;
            (await store.AppendAsync([PreparedBatch.Create(tail, tail.Header!, [])])).AllAppended.ShouldBeTrue();
        }

        (await JudgeAsync(exhibits)).Findings.ShouldHaveSingleItem().What.ShouldContain("is emitted");
    }

    [Theory]
    [InlineData("feature")]
    [InlineData("score")]
    [InlineData("decision")]
    [InlineData("flags")]
    [InlineData("key")]
    [InlineData("missing")]
    [InlineData("reason")]
    public async Task A_run_that_gave_something_else_than_an_undisturbed_one_is_found(string what)
    {
        await using var store = new LineageStore(run.Exhibits.Postgres);
        var calm = await LineageRecords.ReadAsync(store, run.Exhibits.Plan, CancellationToken.None);
        var tortured = await LineageRecords.ReadAsync(store, run.Exhibits.Plan, CancellationToken.None);
        var findings = new Findings("");
        BaselineCheck.Run(tortured, calm, findings).ShouldBeGreaterThan(0);
        findings.First.ShouldBeEmpty();

        var rows = calm[run.Exhibits.Plan.Final.Name].Rows;
        var at = rows.FindIndex(r => !((ScoredRow)r).TooLate);
        var row = (ScoredRow)rows[at];
        if (what == "missing")
        {
            rows.RemoveAt(at);
        }
        else
        {
            rows[at] = what switch
            {
                "feature" => row with { Features = [.. row.Features[..^1], row.Features[^1] + 1] },
                "score" => row with { Score = row.Score + 1 },
                "decision" => row with { Decision = "other" },
                "flags" => row with { Flags = (byte)(row.Flags ^ 1) },
                "key" => row with { Key = "other" },
                _ => row,
            };
        }

        if (what == "reason")
        {
            var rejected = calm.Values.First(s => s.Rejected.Count > 0).Rejected;
            rejected[0] = rejected[0] with { Reason = "other" };
        }

        BaselineCheck.Run(tortured, calm, findings);
        findings.First.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Differing);
    }

    static async Task<(Streaming.Torture.TortureCounts Counts, IReadOnlyCollection<Finding> Findings)> JudgeAsync(Exhibits exhibits)
    {
        var findings = new Findings("");
        var (counts, _, _) = await SceneChecker.PassAsync(exhibits, findings, Silent, TestContext.Current.CancellationToken);
        return (counts, findings.First);
    }

    static string Stream(TopicRecord record) => string.Join('/', record.Header("lineage-id")!.Split('/')[..3]);

    /// <summary>One of the records changed; not the first of its partition, so that order could show too.</summary>
    static List<TopicRecord> Altered(List<TopicRecord> records, Action<Message<byte[]?, byte[]?>> change)
    {
        change(records[records.Count / 2].Message);
        return records;
    }

    /// <summary>The run with an output topic that holds something else.</summary>
    async Task<Exhibits> WithTopicAsync(bool quarantine, Func<List<TopicRecord>, IEnumerable<TopicRecord>> change)
    {
        var exhibits = run.Exhibits;
        var output = exhibits.Plan.Topology.Output;
        var from = quarantine ? output.Quarantine : output.Predictions;
        var to = $"{from}-harmed-{Interlocked.Increment(ref _copies)}";
        using (var publisher = new TestPublisher(exhibits.Kafka))
        {
            await publisher.CreateTopicAsync(to, exhibits.Partitions);
            foreach (var record in change([.. TopicRecord.ReadAll(exhibits.Kafka, from, exhibits.Partitions)]))
                publisher.Send(to, record.Partition.Partition, record.Message);
        }

        var topology = exhibits.Plan.Topology with
        {
            Output = quarantine ? output with { Quarantine = to } : output with { Predictions = to },
        };
        return exhibits with { Plan = exhibits.Plan with { Topology = topology } };
    }

    /// <summary>The run with lineage in which the first table of this name that has a few rows is another; its chain is sound.</summary>
    async Task<Exhibits> WithLineageAsync(bool final, string? table, Func<RecordBatch, RecordBatch> change)
    {
        var exhibits = run.Exhibits;
        var postgres = await services.NewDatabaseAsync();
        var done = table is null;
        await Harmed.CopyAsync(exhibits.Postgres, postgres, exhibits.Plan.Topology.Name, (batch, tables) =>
        {
            var at = tables.FindIndex(t => t.Name == table);
            if (done || at < 0 || tables[at].Batch.Length < 3 || (batch.Stream.Stage == exhibits.Plan.Final.Name) != final)
                return tables;
            done = true;
            tables[at] = tables[at] with { Batch = change(tables[at].Batch) };
            return tables;
        });
        done.ShouldBeTrue();
        return exhibits with { Postgres = postgres };
    }
}
