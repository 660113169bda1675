using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Lookup;

/// <summary>A batch as it is made up: keys are small numbers, -1 for none.</summary>
/// <param name="Partition">Of the stream.</param>
/// <param name="Scored">Whether the stage scores; one that does not has rows without outcomes.</param>
/// <param name="Rows">Keys and decisions.</param>
/// <param name="Rejected">Keys.</param>
/// <param name="Labels">How many.</param>
/// <param name="Old">Its filter is one that an earlier release made.</param>
/// <param name="NamesKey">Its header says which column is the key.</param>
sealed record RandomBatch(
    int Partition,
    bool Scored,
    (int Key, string Decision)[] Rows,
    int[] Rejected,
    int Labels,
    bool Old,
    bool NamesKey
)
{
    static readonly string[] Decisions = ["fraud", "review", "genuine"];

    static readonly Gen<int> Key = Gen.Frequency((1, Gen.Const(-1)), (9, Gen.Int[0, 5]));

    public static readonly Gen<RandomBatch> Any = Gen.Select(
        Gen.Int[0, 2],
        Gen.Frequency((1, Gen.Const(false)), (3, Gen.Const(true))),
        Gen.Select(Key, Gen.Int[0, 2].Select(i => Decisions[i])).Array[0, 4],
        Gen.Frequency((2, Gen.Const(System.Array.Empty<int>())), (1, Key.Array[0, 2])),
        Gen.Int[0, 2],
        Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((1, Gen.Const(false)), (5, Gen.Const(true))),
        (partition, scored, rows, rejected, labels, old, named) => new RandomBatch(partition, scored, rows, rejected, labels, old, named)
    );

    public StreamKey StreamOf(string topology) => new(topology, Scored ? "score" : "enter", Partition);
}

/// <summary>An outcome as the test remembers it, without looking into any batch.</summary>
sealed record Outcome(LineageId Id, string? Key, string? Decision);

/// <summary>Appends made-up batches one by one and remembers their outcomes, the last first.</summary>
sealed class RandomHistory(LineageStore store, DatabaseFixture database, string schema, string topology, bool numbers)
{
    readonly Dictionary<StreamKey, LineageTail> _tails = [];
    readonly List<Outcome> _outcomes = [];

    public IEnumerable<Outcome> LastFirst => _outcomes.AsEnumerable().Reverse();

    public IEnumerable<StreamKey> Streams => _tails.Keys;

    public async Task AppendAsync(RandomBatch batch)
    {
        var stream = batch.StreamOf(topology);
        var tail = _tails.GetValueOrDefault(stream) ?? LineageTail.Start(stream);
        var first = tail.Version * 100;
        var header = Samples.Header(first) with { KeyColumn = batch.NamesKey ? "CUSTOMER_ID" : null };
        var prepared = PreparedBatch.Create(
            tail,
            header,
            [
                new LineageTable(TableNames.Rows, Rows(batch, first)),
                new LineageTable(TableNames.Labels, Samples.Labels(first, batch.Labels)),
                new LineageTable(TableNames.Rejected, Rejected(batch, first)),
            ]
        );
        (await store.AppendAsync([prepared])).AllAppended.ShouldBeTrue();
        _tails[stream] = prepared.Tail;
        Remember(batch, stream, prepared.Version);
        if (batch.Old)
            await MakeOldAsync(stream, prepared.Version, OldHashes(batch, first));
    }

    /// <summary>What an earlier release would have written: a filter over event ids, of which nothing is said.</summary>
    async Task MakeOldAsync(StreamKey stream, long version, ulong[] ids) =>
        (
            await database.ExecuteAsync(
                $"update {schema}.batches set kinds = default, filter = $1 where stream = $2 and version = $3",
                BloomFilter.Build(ids, 9),
                stream.ToString(),
                version
            )
        ).ShouldBe(1);

    static ulong[] OldHashes(RandomBatch batch, long first) =>
        [
            .. Enumerable
                .Range(0, batch.Rows.Length)
                .Select(i => $"T{first + i}")
                .Concat(Enumerable.Range(0, batch.Labels).Select(i => $"T{first + i}"))
                .Concat(Enumerable.Range(0, batch.Rejected.Length).Where(i => i % 2 == 0).Select(i => $"R{first + i}"))
                .Select(id => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id))),
        ];

    void Remember(RandomBatch batch, StreamKey stream, long version)
    {
        if (batch.Scored)
        {
            _outcomes.AddRange(
                batch.Rows.Select((r, i) => new Outcome(new LineageId(stream, version, i), KeyText(r.Key, numbers), r.Decision))
            );
        }

        _outcomes.AddRange(
            batch.Rejected.Select((k, i) => new Outcome(new LineageId(stream, version, batch.Rows.Length + i), KeyText(k, numbers), null))
        );
    }

    public static string? KeyText(int key, bool numbers) =>
        key < 0 ? null
        : numbers ? (key - 3).ToString(CultureInfo.InvariantCulture)
        : $"customer {key}";

    RecordBatch Rows(RandomBatch batch, long first)
    {
        var (made, count) = (batch.Rows, batch.Rows.Length);
        var rows = Samples
            .Rows(first, count)
            .Replace("CUSTOMER_ID", numbers ? Integers(made) : Samples.Texts(count, i => KeyText(made[i].Key, numbers)));
        return batch.Scored
            ? rows.Replace(TableNames.Decision, Samples.Texts(count, i => made[i].Decision))
            : rows.Replace(TableNames.Decision, values: null).Replace(TableNames.Score, values: null);
    }

    static Int64Array Integers((int Key, string Decision)[] rows)
    {
        var builder = new Int64Array.Builder();
        foreach (var (key, _) in rows)
        {
            if (key < 0)
                builder.AppendNull();
            else
                builder.Append(key - 3);
        }

        return builder.Build();
    }

    RecordBatch Rejected(RandomBatch batch, long first)
    {
        var keys = new BinaryArray.Builder();
        foreach (var key in batch.Rejected)
        {
            if (KeyText(key, numbers) is { } text)
                keys.Append(Encoding.UTF8.GetBytes(text).AsSpan());
            else
                keys.AppendNull();
        }

        return Samples.Rejected(first, batch.Rejected.Length).With(RejectedColumns.Key, keys.Build());
    }
}
