using CsCheck;
using Streaming.Application.FollowPredictions;
using Streaming.Application.FollowPredictions.Tails;

namespace Streaming.Application.Tests.FollowPredictions;

/// <summary>Whoever goes from a reader of their own to the shared one, and back where they are too slow, gets each record once.</summary>
public sealed class PredictionWindowTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly Gen<ModelStep> Step = Gen.Frequency(
        (6, Gen.Const(ModelStep.Append)),
        (1, Gen.Const(ModelStep.Enlarge)),
        (5, Gen.Const(ModelStep.Tail)),
        (4, Gen.Const(ModelStep.ReadAlone)),
        (3, Gen.Const(ModelStep.Join)),
        (6, Gen.Const(ModelStep.Take)),
        (1, Gen.Const(ModelStep.ComeBack))
    );

    [Fact]
    public void No_gap_and_nothing_twice_whatever_comes_after_what() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 8], Gen.Long[1, 30], Gen.Select(Step, Gen.Int[0, 11]).Array[0, 150])
            .Sample(
                (partitions, steps, bytes, all) =>
                {
                    var model = new TailModel(new MadeUpTopic(partitions), steps, bytes);
                    foreach (var (what, number) in all)
                        model.Do(what, number);
                    model.Finish();
                },
                iter: 3000
            );

    /// <summary>The same with threads: a window that is much too small, and followers who are overtaken again and again.</summary>
    [Fact]
    public async Task Nor_where_many_follow_at_once()
    {
        const int Partitions = 3;
        const int Offsets = 30_000;
        const int Followers = 8;
        var topic = new MadeUpTopic(Partitions);
        var random = new Random(5);
        for (var i = 0; i < Offsets; i++)
            topic.Append(random.Next(Partitions), random.Next(4) > 0);
        var writer = new Writer(topic);
        using var patience = new CancellationTokenSource(Patience);
        var followers = Enumerable
            .Range(0, Followers)
            .Select(_ => writer.Window.Join(topic.Start()))
            .Select(follower => Task.Run(() => FollowAsync(topic, writer, follower, patience.Token)))
            .ToList();
        writer.Write(random);
        foreach (var (got, lost) in await Task.WhenAll(followers))
        {
            for (var partition = 0; partition < Partitions; partition++)
                got[partition].ShouldBe(topic.RecordsBefore(partition, Offsets));
            lost.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task Who_waits_is_woken_by_a_step_a_pulse_and_the_end()
    {
        var window = new PredictionWindow(7, new PartitionOffsets([0, 0]), 4, 1 << 20);
        var follower = window.Join(new PartitionOffsets([0, 0]))!;
        var waiting = follower.ChangedAsync();
        waiting.IsCompleted.ShouldBeFalse();
        window.Pulse();
        await waiting.WaitAsync(Patience);
        waiting = follower.ChangedAsync();
        window.Add(1, 1, null);
        await waiting.WaitAsync(Patience);
        follower.Take(out var record).ShouldBe(Taken.Step);
        record.ShouldBeNull();
        follower.Take(out _).ShouldBe(Taken.Nothing);
        waiting = follower.ChangedAsync();
        window.End(() => new InvalidOperationException("it is over"));
        await waiting.WaitAsync(Patience);
        Should.Throw<InvalidOperationException>(() => follower.Take(out _)).Message.ShouldBe("it is over");
        Should.Throw<InvalidOperationException>(() => window.Join(new PartitionOffsets([])));
    }

    /// <summary>Fails where each of those who follow makes a text of their own of the same cursor.</summary>
    [Fact]
    public void Who_is_at_the_tail_shares_its_cursor()
    {
        var window = new PredictionWindow(7, new PartitionOffsets([5, 5]), 4, 1 << 20);
        var (one, ahead) = (window.Join(new PartitionOffsets([5, 5]))!, window.Join(new PartitionOffsets([5, 7]))!);
        ahead.Cursor.ShouldNotBe(one.Cursor);
        foreach (var (partition, next) in new[] { (0, 6), (1, 6), (1, 7) })
        {
            window.Add(partition, next, new FollowedRecord(partition, next - 1, null, [1]));
            one.Take(out var record).ShouldBe(Taken.Step);
            record.ShouldNotBeNull();
            ahead.Take(out var other).ShouldBe(Taken.Step);
            (other is null).ShouldBe(partition == 1);
        }

        ReferenceEquals(one.Cursor, ahead.Cursor).ShouldBeTrue();
        PredictionCursor.TryParse(one.Cursor, out var cursor).ShouldBeTrue();
        cursor!.Next.ShouldBe([6, 7]);
    }

    static async Task<(List<long>[] Got, int Lost)> FollowAsync(
        MadeUpTopic topic,
        Writer writer,
        TailFollower? follower,
        CancellationToken stop
    )
    {
        var (read, got, lost) = (topic.Start(), new List<long>[topic.Partitions], 0);
        for (var i = 0; i < got.Length; i++)
            got[i] = [];
        for (var turn = 0; !HasAll(topic, got); turn++)
        {
            follower ??= writer.Window.Join(read);
            if (follower is null)
            {
                stop.ThrowIfCancellationRequested();
                var partition = turn % topic.Partitions;
                var (next, mine) = topic.Read(partition, read[partition]);
                if (writer.Shows(partition, next) && read.Pass(partition, next) && mine is not null)
                    got[partition].Add(mine.Offset);
                continue;
            }

            // Whoever follows from the start is overtaken once for certain.
            if (lost == 0)
                await writer.FarAsync(stop);
            while (follower.Take(out var record) is var taken && taken != Taken.Lost)
            {
                if (record is not null)
                    got[record.Partition].Add(record.Offset);
                if (taken != Taken.Nothing)
                    continue;
                if (HasAll(topic, got))
                    return (got, lost);
                await follower.ChangedAsync().WaitAsync(stop);
            }

            lost++;
            (read, follower) = (follower.Read, null);
        }

        return (got, lost);
    }

    static bool HasAll(MadeUpTopic topic, List<long>[] got) =>
        Enumerable.Range(0, topic.Partitions).All(p => got[p].Count > 0 && topic.Read(p, got[p][^1] + 1).Record is null);

    /// <summary>The one reader of the tail. What others may read by themselves is a little more than it has read.</summary>
    sealed class Writer(MadeUpTopic topic)
    {
        readonly long[] _shown = new long[topic.Partitions];
        readonly TaskCompletionSource _far = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PredictionWindow Window { get; } = new(7, topic.Start(), 64, 1 << 20);

        public bool Shows(int partition, long next) => next <= Volatile.Read(ref _shown[partition]);

        public Task FarAsync(CancellationToken stop) => _far.Task.WaitAsync(stop);

        public void Write(Random random)
        {
            var tail = topic.Start();
            for (var steps = 0; Enumerable.Range(0, topic.Partitions).Any(p => topic.Read(p, tail[p]).Next > tail[p]); steps++)
            {
                var partition = random.Next(topic.Partitions);
                Volatile.Write(ref _shown[partition], tail[partition] + random.Next(30));
                var (next, record) = topic.Read(partition, tail[partition]);
                tail.Pass(partition, next);
                Window.Add(partition, next, record);
                if (steps == 1000)
                    _far.SetResult();
            }

            for (var partition = 0; partition < topic.Partitions; partition++)
                Volatile.Write(ref _shown[partition], long.MaxValue);
        }
    }
}
