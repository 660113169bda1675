using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Tests.Log;
using Streaming.Embedded.Kafka.Tests.Server;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Transactions;

/// <summary>
/// Ending a transaction is a row of writes: the outcome, a marker a partition, the offsets, the end. Whichever of them was the
/// last before the process died, the next start makes the whole transaction committed (or aborted), or leaves it open.
/// </summary>
public sealed class CrashPointTests
{
    const int Partitions = 3;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATransactionIsWholeWhereverTheProcessDies(bool commit)
    {
        using var folder = new ScratchFolder();
        Dictionary<string, long> before;
        Dictionary<string, long> after;
        using (var services = new TestServices(folder.Path))
        {
            var producer = Begin(services);
            before = Lengths(folder.Path);
            services.All.Transactions.End("tx", producer.ProducerId, producer.Epoch, commit).ShouldBe(ErrorCode.None);
            after = Lengths(folder.Path);
        }

        var steps = Steps(folder.Path, before, after);
        steps.Count.ShouldBe(1 + Partitions + 1 + 1);
        for (var done = 0; done <= steps.Count; done++)
        {
            using var copy = CopyAt(folder.Path, before, steps.Take(done));
            using var services = new TestServices(copy.Path);
            // Once the outcome is durable it holds; before that the transaction is still open, and ends in an abort.
            Check(services, committed: commit && done > 0, open: done == 0);
            if (done == 0)
                services.All.Transactions.Init("tx", 1000, -1, -1).Error.ShouldBe(ErrorCode.None);
            Check(services, committed: commit && done > 0, open: false);
        }
    }

    static ProducerIdentity Begin(TestServices services)
    {
        services.Topic("t", Partitions);
        var transactions = services.All.Transactions;
        var producer = transactions.Init("tx", 60_000, -1, -1);
        var partitions = Enumerable.Range(0, Partitions).Select(i => new TopicPartition("t", i)).ToList();
        transactions.AddPartitions("tx", producer.ProducerId, producer.Epoch, partitions).ShouldBe(ErrorCode.None);
        transactions.AddGroup("tx", producer.ProducerId, producer.Epoch, "g").ShouldBe(ErrorCode.None);
        foreach (var partition in partitions)
        {
            services
                .All.Topics.Partition(partition.Topic, partition.Partition)!
                .Append(Batches.Transactional(producer.ProducerId, producer.Epoch, 0, "value"), transactions)
                .Error.ShouldBe(ErrorCode.None);
        }

        transactions
            .CommitOffsets(
                "tx",
                producer.ProducerId,
                producer.Epoch,
                "g",
                new Committer("", null, -1),
                [.. partitions.Select(partition => new OffsetToCommit(partition, 7, -1, null))]
            )
            .ShouldAllBe(error => error == ErrorCode.None);
        return new ProducerIdentity(producer.ProducerId, producer.Epoch);
    }

    static void Check(TestServices services, bool committed, bool open)
    {
        for (var i = 0; i < Partitions; i++)
        {
            var view = services.All.Topics.Partition("t", i)!.View;
            view.StableOffset.ShouldBe(open ? 0 : view.EndOffset);
            if (!open)
                (LogReader.Aborted(view, 0, view.EndOffset).Count == 0).ShouldBe(committed);
        }

        var offsets = services.All.Groups.Find("g")?.Offsets ?? new GroupOffsets();
        offsets.Pending.Count.ShouldBe(open ? 1 : 0);
        offsets.Committed.Count.ShouldBe(committed ? Partitions : 0);
    }

    // The writes in their order. The frames of the state file are told apart by their own lengths.
    static List<(string File, long Length)> Steps(string folder, Dictionary<string, long> before, Dictionary<string, long> after)
    {
        var state = Path.Combine(folder, "state.log");
        var frames = new List<long>();
        using (var file = File.OpenRead(state))
        {
            for (var at = before[state]; at < after[state]; )
            {
                file.Position = at;
                var length = new byte[4];
                file.ReadExactly(length);
                at += 8 + new WireReader(length, flexible: false).Int32();
                frames.Add(at);
            }
        }

        var logs = after.Where(pair => pair.Key != state && pair.Value != before[pair.Key]).Select(pair => (pair.Key, pair.Value)).ToList();
        logs.Count.ShouldBe(Partitions);
        return [(state, frames[0]), .. logs, .. frames.Skip(1).Select(length => (state, length))];
    }

    static ScratchFolder CopyAt(string folder, Dictionary<string, long> before, IEnumerable<(string File, long Length)> steps)
    {
        var lengths = new Dictionary<string, long>(before);
        foreach (var (file, length) in steps)
            lengths[file] = length;
        var copy = new ScratchFolder();
        foreach (var (file, length) in lengths)
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, File.ReadAllBytes(file)[..(int)length]);
        }

        return copy;
    }

    static Dictionary<string, long> Lengths(string folder) =>
        Directory.GetFiles(folder, "*.log", SearchOption.AllDirectories).ToDictionary(file => file, file => new FileInfo(file).Length);

    readonly record struct ProducerIdentity(long ProducerId, short Epoch);
}
