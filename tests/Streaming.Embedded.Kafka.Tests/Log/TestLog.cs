using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Log;

/// <summary>A partition in a folder of its own.</summary>
sealed class TestLog : IDisposable, ITransactionGuard
{
    readonly ScratchFolder _folder = new();

    public TestLog(int segmentBytes = 1 << 20, CompactionConfig? compaction = null, long flushMessages = long.MaxValue) =>
        Partition = Open(
            _folder.Path,
            Config = new LogConfig(
                segmentBytes,
                long.MaxValue,
                -1,
                -1,
                1 << 20,
                false,
                long.MaxValue,
                long.MaxValue,
                DeletesOldSegments: compaction is null,
                flushMessages,
                compaction
            )
        );

    public LogConfig Config { get; }

    public PartitionLog Partition { get; private set; }

    public string Folder => _folder.Path;

    public List<string> Findings { get; } = [];

    /// <summary>Stops without closing, as a killed process does, and opens again.</summary>
    public void Crash() => Reopen(clean: false);

    public void Reopen(bool clean)
    {
        if (clean)
            Partition.Close();
        else
            Partition.Dispose();
        Partition = Open(_folder.Path, Config);
    }

    public PartitionLog Open(string folder, LogConfig config) =>
        PartitionLog.Open(new TopicPartition("t", 0), folder, config, TimeProvider.System, 0, Findings.Add);

    public AppendResult Append(byte[] batch) => Partition.Append(batch, this);

    /// <summary>All batches a consumer can read, as they are served.</summary>
    public static List<byte[]> ReadAll(PartitionLog partition, bool committed = false)
    {
        var view = partition.View;
        var batches = new List<byte[]>();
        using var writer = new WireWriter();
        for (var offset = view.StartOffset; offset < view.Limit(committed); )
        {
            var range = LogReader.Plan(view, offset, view.Limit(committed), 4096);
            if (range.Segment is null)
                break;
            writer.Reset(false);
            LogReader.Read(range, atLeastOne: true, writer);
            var read = Batches.Split(writer.Written.Span);
            batches.AddRange(read);
            offset = BatchHeader.Read(read[^1]).NextOffset;
        }

        return batches;
    }

    public List<byte[]> ReadAll(bool committed = false) => ReadAll(Partition, committed);

    public ErrorCode MayWrite(TopicPartition partition, long producerId, short epoch) => ErrorCode.None;

    public void Dispose()
    {
        Partition.Dispose();
        _folder.Dispose();
    }
}
