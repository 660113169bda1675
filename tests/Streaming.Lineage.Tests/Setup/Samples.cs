using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>Batches as a stage would record them.</summary>
static class Samples
{
    public static readonly StreamKey Stream = new("card-fraud", "score", 0);

    public static BatchHeader Header(long nextOffset = 0) =>
        new()
        {
            Positions =
            [
                new InputPosition("transactions", 0, nextOffset, 0, new Timestamp(5), new Timestamp(4)) { EarlyTime = new Timestamp(99) },
                new InputPosition("labels.1", 3, 7, 2, Timestamp.End, Timestamp.Beginning),
            ],
            Watermark = new Timestamp(1_700_000_000_000_000 + nextOffset),
            TopologyVersion = 3,
            TopologyHash = "ab12",
            ScoredBy = [new ModelInRole(ModelRole.Champion, "card-fraud", 4, "cd34")],
            EngineFingerprint = "0.1.0 ort 1.31.1 cpu avx2",
            WrittenAt = new Timestamp(1_700_000_000_000_001),
            IdColumn = "TRANSACTION_ID",
            LabelIdColumn = "TRANSACTION_ID",
            KeyColumn = "CUSTOMER_ID",
            Partitioner = PartitionerKind.Murmur2,
        };

    /// <summary>A header in which every member says something.</summary>
    public static BatchHeader FullHeader(long nextOffset = 0) =>
        Header(nextOffset) with
        {
            Positions =
            [
                new InputPosition("transactions", 0, nextOffset, 0, new Timestamp(5), new Timestamp(4))
                {
                    EarlyTime = new Timestamp(99),
                    TopicId = "kR3bQ1",
                    Publishers = new PublisherMarks(
                        12,
                        [
                            new PublisherMark("", 0, new InputPosition("transactions", 0, 9, 0, new Timestamp(7), new Timestamp(6))),
                            new PublisherMark(
                                "till-1",
                                3,
                                new InputPosition("transactions", 0, 11, 0, Timestamp.End, new Timestamp(-5))
                                {
                                    EarlyTime = new Timestamp(8),
                                }
                            ),
                        ]
                    ),
                },
                new InputPosition("card-fraud.prepare.events.1", 3, 7, 2, Timestamp.End, Timestamp.Beginning)
                {
                    Upstream = new UpstreamPosition(17, 4),
                },
            ],
            Idle = true,
            ScoredBy =
            [
                new ModelInRole(ModelRole.Champion, "card-fraud", 4, "cd34"),
                new ModelInRole(ModelRole.Canary, "card-fraud", 5, "ef56"),
                new ModelInRole(ModelRole.Shadow, "trees", 1, "0a1b"),
                new ModelInRole(ModelRole.Rule, "", 0, ""),
            ],
            Snapshot = new SnapshotReference(11, "aa55"),
            RescaledAt = 9,
            Rescale = new RescaleMarker(2, 3, [8, 4]),
            ReplacedTopics = [new TopicReplacement("labels", 700, 2)],
            MaxInFlight = 3,
            Control = new ControlState("C1", FallsBack: true, 2),
            SegmentBefore = new SegmentLink("card-fraud/score/0", 41, new string('b', 64), "cc77"),
            SegmentSince = new Timestamp(1_699_999_999_000_000),
        };

    /// <summary>Accepted rows; one feature has the name of a field. Ids are <c>T{first}</c> and on, a minute apart.</summary>
    public static RecordBatch Rows(long first, int count, int features = 3, string prefix = "T")
    {
        var columns = new List<(Field, IArrowArray)>
        {
            (Column(SystemColumns.Partition, Int32Type.Default), new Int32Array.Builder().AppendRange(Enumerable.Repeat(2, count)).Build()),
            (Column(SystemColumns.Offset, Int64Type.Default), Longs(count, i => first + i)),
            (Column(SystemColumns.SourceTime, Int64Type.Default), Longs(count, i => Time(first + i).Micros + 10)),
            (Column(SystemColumns.ArrivalTime, Int64Type.Default), Longs(count, i => Time(first + i).Micros + 20)),
            (Column(SystemColumns.EventTime, Int64Type.Default), Longs(count, i => Time(first + i).Micros)),
            (
                Column(SystemColumns.Flags, UInt8Type.Default),
                new UInt8Array.Builder().AppendRange(Enumerable.Repeat((byte)0, count)).Build()
            ),
            (Column("TRANSACTION_ID", StringType.Default), Texts(count, i => $"{prefix}{first + i}")),
            (Column("CUSTOMER_ID", StringType.Default), Texts(count, i => $"customer {(first + i) % 50}")),
            (
                Column("TX_AMOUNT", DoubleType.Default),
                new DoubleArray.Builder().AppendRange(Enumerable.Range(0, count).Select(i => (first + i) * 1.25)).Build()
            ),
        };
        for (var f = 0; f < features; f++)
            columns.Add((Column(f == 0 ? "TX_AMOUNT" : $"F{f}", FloatType.Default), Floats(count, i => (first + i) * (f + 1))));
        columns.Add((Column(TableNames.Score, FloatType.Default), Floats(count, i => (first + i) % 100 / 100f)));
        columns.Add((Column(TableNames.Decision, StringType.Default), Texts(count, i => (first + i) % 10 == 0 ? "fraud" : "genuine")));
        return Batch(columns, count);
    }

    public static RecordBatch Rejected(long first, int count, Func<int, string?>? id = null) =>
        Batch(
            [
                (
                    Column(SystemColumns.Partition, Int32Type.Default),
                    new Int32Array.Builder().AppendRange(Enumerable.Repeat(2, count)).Build()
                ),
                (Column(SystemColumns.Offset, Int64Type.Default), Longs(count, i => first + i)),
                (Column(SystemColumns.SourceTime, Int64Type.Default), Longs(count, i => Time(first + i).Micros)),
                (Column(SystemColumns.ArrivalTime, Int64Type.Default), Longs(count, i => Time(first + i).Micros + 20)),
                (Column(RejectedColumns.Topic, StringType.Default), Texts(count, _ => "transactions")),
                (
                    Column(RejectedColumns.Raw, BinaryType.Default),
                    Binaries(count, i => System.Text.Encoding.UTF8.GetBytes($"{{broken {first + i}\0"))
                ),
                (Column(RejectedColumns.EventId, StringType.Default), Texts(count, id ?? (i => i % 2 == 0 ? $"R{first + i}" : null))),
                (Column(RejectedColumns.Reason, StringType.Default), Texts(count, _ => "malformed-json")),
                (Column(RejectedColumns.Rule, StringType.Default), Texts(count, _ => null)),
                (Column(RejectedColumns.Detail, StringType.Default), Texts(count, _ => "it is not JSON")),
            ],
            count
        );

    public static RecordBatch Labels(long first, int count) =>
        Batch(
            [
                (Column(SystemColumns.EventTime, Int64Type.Default), Longs(count, i => Time(first + i).Micros + 1000)),
                (Column("TRANSACTION_ID", StringType.Default), Texts(count, i => $"T{first + i}")),
                (
                    Column("TX_FRAUD", BooleanType.Default),
                    new BooleanArray.Builder().AppendRange(Enumerable.Range(0, count).Select(i => (first + i) % 10 == 0)).Build()
                ),
            ],
            count
        );

    /// <summary>Control records, as a stage takes them.</summary>
    public static RecordBatch Control(long first, int count) =>
        Batch(
            [
                (Column("id", StringType.Default), Texts(count, i => $"C{first + i}")),
                (Column("kind", StringType.Default), Texts(count, _ => "override")),
                (Column("author", StringType.Default), Texts(count, _ => "anna")),
                (Column("because", StringType.Default), Texts(count, i => i % 2 == 0 ? "the customer called" : null)),
                (
                    Column("at", ArrowTypes.Timestamp),
                    new TimestampArray.Builder(TimeUnit.Microsecond)
                        .AppendRange(
                            Enumerable.Range(0, count).Select(i => DateTimeOffset.UnixEpoch.AddMicroseconds(Time(first + i).Micros))
                        )
                        .Build()
                ),
                (Column("payload", StringType.Default), Texts(count, i => $$"""{"id":"T{{first + i}}","decision":"genuine"}""")),
                (Column(RejectedColumns.Topic, StringType.Default), Texts(count, _ => "card-fraud.control")),
                (
                    Column(SystemColumns.Partition, Int32Type.Default),
                    new Int32Array.Builder().AppendRange(Enumerable.Repeat(0, count)).Build()
                ),
                (Column(SystemColumns.Offset, Int64Type.Default), Longs(count, i => first + i)),
            ],
            count
        );

    /// <summary>The same rows with one more column.</summary>
    public static RecordBatch With(this RecordBatch rows, string name, IArrowArray values) =>
        Batch([.. rows.Schema.FieldsList.Select((f, i) => (f, rows.Column(i))), (Column(name, values.Data.DataType), values)], rows.Length);

    /// <summary>The same rows with other values in a column; null: without it.</summary>
    public static RecordBatch Replace(this RecordBatch rows, string name, IArrowArray? values)
    {
        var place = rows.Schema.GetFieldIndex(name);
        var columns = rows.Schema.FieldsList.Select((f, i) => (Field: f, Values: rows.Column(i))).ToList();
        columns.RemoveAt(place);
        if (values is not null)
            columns.Insert(place, (Column(name, values.Data.DataType), values));
        return Batch(columns, rows.Length);
    }

    /// <summary>The next batch of a stream: rows numbered on from where the previous one ended.</summary>
    public static PreparedBatch Next(LineageTail tail, int rows, params LineageTable[] more)
    {
        var first = tail.Header?.Totals.Rows ?? 0;
        return PreparedBatch.Create(tail, Header(first + rows), [new LineageTable(TableNames.Rows, Rows(first, rows)), .. more]);
    }

    /// <summary>The next batch with a snapshot of fifty such bytes; 0: without one.</summary>
    public static PreparedBatch WithSnapshot(LineageTail tail, byte snapshot)
    {
        var body = snapshot == 0 ? null : Enumerable.Repeat(snapshot, 50).ToArray();
        var reference = body is null ? tail.Header?.Snapshot : SnapshotReference.To(tail.Version + 1, body);
        var header = Header(tail.Version) with { Snapshot = reference };
        return PreparedBatch.Create(tail, header, [new LineageTable(TableNames.Rows, Rows(tail.Version * 2, 2))], body);
    }

    /// <summary>Appends that many batches one by one; returns the tail.</summary>
    public static async Task<LineageTail> FillAsync(LineageStore store, StreamKey stream, int batches, int rows)
    {
        var tail = LineageTail.Start(stream);
        for (var i = 0; i < batches; i++)
        {
            var next = Next(tail, rows);
            (await store.AppendAsync([next])).AllAppended.ShouldBeTrue();
            tail = next.Tail;
        }

        return tail;
    }

    /// <summary>A store over a schema of its own, with that many batches of three rows in each stream.</summary>
    public static async Task<(LineageStore Store, string Schema)> FilledAsync(
        DatabaseFixture database,
        int batches,
        params StreamKey[] streams
    )
    {
        var schema = database.NewSchema();
        var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        foreach (var stream in streams)
            await FillAsync(store, stream, batches, rows: 3);
        return (store, schema);
    }

    public static Timestamp Time(long row) => new(1_600_000_000_000_000 + row * 60_000_000);

    public static Field Column(string name, IArrowType type) => new(name, type, nullable: true);

    public static RecordBatch Batch(List<(Field Field, IArrowArray Values)> columns, int count) =>
        new(new Schema(columns.Select(c => c.Field), metadata: null), columns.Select(c => c.Values), count);

    public static Int64Array Longs(int count, Func<int, long> value) =>
        new Int64Array.Builder().AppendRange(Enumerable.Range(0, count).Select(value)).Build();

    public static FloatArray Floats(int count, Func<int, float> value) =>
        new FloatArray.Builder().AppendRange(Enumerable.Range(0, count).Select(value)).Build();

    public static StringArray Texts(int count, Func<int, string?> value)
    {
        var builder = new StringArray.Builder();
        for (var i = 0; i < count; i++)
            builder.Append(value(i));
        return builder.Build();
    }

    public static BinaryArray Binaries(int count, Func<int, byte[]> value)
    {
        var builder = new BinaryArray.Builder();
        for (var i = 0; i < count; i++)
            builder.Append(value(i).AsSpan());
        return builder.Build();
    }
}
