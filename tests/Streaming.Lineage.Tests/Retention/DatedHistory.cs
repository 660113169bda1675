using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>Lineage that was recorded over days, up to now, with a snapshot at each day's end.</summary>
sealed class DatedHistory : IAsyncDisposable
{
    public const int PerDay = 4;
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static readonly StreamKey Other = Samples.Stream with { Partition = 1 };

    readonly DatabaseFixture _database;

    DatedHistory(DatabaseFixture database, LineageStore store, string schema) => (_database, Store, Schema) = (database, store, schema);

    public LineageStore Store { get; }

    public string Schema { get; }

    public OperatorKey Key { get; } = OperatorKey.Create();

    /// <summary>Told the steps of removals.</summary>
    public Action<RetentionStep, string>? OnStep { get; set; }

    /// <summary>The beginning of today, in UTC.</summary>
    public static Timestamp Today { get; } = Timestamp.Now(TimeProvider.System).Floor(TimeSpan.MicrosecondsPerDay);

    /// <summary>Two streams over so many days up to yesterday, and one batch of today.</summary>
    public static async Task<DatedHistory> OfAsync(DatabaseFixture database, int days)
    {
        var schema = database.NewSchema();
        var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        var history = new DatedHistory(database, store, schema);
        foreach (var stream in new[] { Samples.Stream, Other })
        {
            var tail = LineageTail.Start(stream);
            for (var day = -days; day <= 0; day++)
                tail = await history.AppendDayAsync(tail, day);
        }

        return history;
    }

    /// <summary>The batches of a day; of today one.</summary>
    public async Task<LineageTail> AppendDayAsync(LineageTail tail, int day, string text = "ab12")
    {
        for (var i = 0; i < (day == 0 ? 1 : PerDay); i++)
            tail = await AppendAsync(Next(tail, Today + day * Day + TimeSpan.FromSeconds(i), i == PerDay - 1, text));
        return tail;
    }

    public async Task<LineageTail> AppendAsync(PreparedBatch batch)
    {
        (await Store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
        return batch.Tail;
    }

    public static PreparedBatch Next(LineageTail tail, Timestamp at, bool snapshot, string text = "ab12")
    {
        var body = snapshot ? BitConverter.GetBytes(tail.Version + 1) : null;
        var header = Samples.Header(tail.Version) with
        {
            WrittenAt = at,
            Watermark = at,
            TopologyHash = text,
            Snapshot = body is null ? tail.Header?.Snapshot : SnapshotReference.To(tail.Version + 1, body),
        };
        return PreparedBatch.Create(
            tail,
            header,
            [new LineageTable(TableNames.Rows, Samples.Rows(tail.Version * 2, 2, prefix: $"P{tail.Stream.Partition}-"))],
            body
        );
    }

    public static RetentionRule Keep(double days, TimeSpan? windows = null) =>
        new(
            Samples.Stream.Topology,
            TimeSpan.FromDays(days),
            new Dictionary<string, LookBack>(StringComparer.Ordinal)
            {
                [Samples.Stream.Stage] = new(windows ?? TimeSpan.FromHours(1), TimeSpan.Zero),
            }
        );

    public Task<RetentionReport> RemoveAsync(RetentionRule rule, string? archive = null) =>
        new LineageRetention(Store, TimeProvider.System) { OnStep = OnStep }.RunAsync(
            rule,
            Key,
            new RetentionAuthor("anna", "the rule"),
            archive,
            stop: TestContext.Current.CancellationToken
        );

    public Task<VerifyReport> VerifyAsync(Checkpoint? checkpoint = null, OperatorKey? key = null) =>
        new ChainVerifier(Store) { Key = key ?? Key }.VerifyAsync(Samples.Stream.Topology, checkpoint);

    public async Task ShouldBeSoundAsync(Checkpoint? checkpoint = null)
    {
        var report = await VerifyAsync(checkpoint);
        report.IsSound.ShouldBeTrue(string.Join("; ", report.Faults.Select(f => f.Message)));
    }

    public Task<int> SqlAsync(string sql) => _database.ExecuteAsync(string.Format(null, sql, Schema));

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        await Store.DisposeAsync();
    }
}
