using Microsoft.Win32.SafeHandles;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// One file of consecutive record batches, named by the offset of its first record. The partition's lock guards appends;
/// reads need no lock, since bytes below a published position never change.
/// </summary>
sealed class Segment : IDisposable
{
    readonly SafeFileHandle _file;
    readonly PositionHints _hints = new();
    readonly AppendOnlyList<AbortedTransaction> _aborted;

    public Segment(string directory, long baseOffset, long now)
        : this(directory, baseOffset, SegmentSummary.Empty(baseOffset, now)) { }

    /// <param name="directory">The partition's.</param>
    /// <param name="baseOffset">Of its first record.</param>
    /// <param name="summary">What is known of what is there.</param>
    /// <param name="suffix">Of a file that takes its place later; see <see cref="Compaction.SegmentSwap"/>.</param>
    public Segment(string directory, long baseOffset, SegmentSummary summary, string suffix = "")
    {
        BaseOffset = baseOffset;
        Path = PathFor(directory, baseOffset);
        _file = File.OpenHandle(Path + suffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Size = summary.Size;
        NextOffset = summary.NextOffset;
        MaxTimestamp = summary.MaxTimestamp;
        MaxTimestampOffset = summary.MaxTimestampOffset;
        FirstWritten = summary.FirstWritten;
        Index = new SparseIndex([.. summary.Index]);
        _aborted = new AppendOnlyList<AbortedTransaction>([.. summary.Aborted]);
    }

    public string Path { get; }
    public string SealPath => SealPathFor(Path);
    public long BaseOffset { get; }
    public long NextOffset { get; private set; }
    public int Size { get; private set; }

    /// <summary>What of it survives a power loss.</summary>
    public int FlushedSize { get; private set; }
    public long MaxTimestamp { get; private set; }

    /// <summary>Last offset of the batch that holds the largest timestamp.</summary>
    public long MaxTimestampOffset { get; private set; }

    /// <summary>When the first batch was written, in Unix milliseconds by the broker's clock.</summary>
    public long FirstWritten { get; private set; }
    public SparseIndex Index { get; }
    public ReadOnlySpan<AbortedTransaction> Aborted => _aborted.Items;
    public PositionHints Hints => _hints;

    public static string PathFor(string directory, long baseOffset) =>
        System.IO.Path.Combine(directory, baseOffset.ToString("D20", System.Globalization.CultureInfo.InvariantCulture) + ".log");

    public static string SealPathFor(string logPath) => System.IO.Path.ChangeExtension(logPath, ".seal");

    public long FileLength => RandomAccess.GetLength(_file);

    public int Read(Span<byte> into, int position) => RandomAccess.Read(_file, into, position);

    /// <exception cref="IOException">It is not written, as on a full disk, and the file is as it was.</exception>
    public void Append(ReadOnlySpan<byte> batch, in BatchHeader header, long now)
    {
        try
        {
            RandomAccess.Write(_file, batch, Size);
        }
        catch (IOException)
        {
            Cut(Size);
            throw;
        }

        Appended(header, batch.Length, now);
    }

    /// <summary>Takes account of a batch that stands at the end of the file.</summary>
    public void Appended(in BatchHeader header, int length, long now)
    {
        if (Size == 0)
            FirstWritten = now;
        Index.BatchAppended(header.BaseOffset, Size, MaxTimestamp);
        if (header.MaxTimestamp > MaxTimestamp)
        {
            MaxTimestamp = header.MaxTimestamp;
            MaxTimestampOffset = header.LastOffset;
        }

        Size += length;
        NextOffset = header.NextOffset;
    }

    /// <summary>Says where a cleaned segment ends: its last records may be gone.</summary>
    public void EndAt(long nextOffset) => NextOffset = nextOffset;

    public void AddAborted(AbortedTransaction transaction) => _aborted.Add(transaction);

    public SegmentSummary Summarize() =>
        new(
            BaseOffset,
            Size,
            NextOffset,
            MaxTimestamp,
            MaxTimestampOffset,
            FirstWritten,
            Index.Entries.ToArray(),
            _aborted.Items.ToArray()
        );

    public void Cut(int size) => RandomAccess.SetLength(_file, size);

    public void FlushToDisk()
    {
        var size = Size;
        RandomAccess.FlushToDisk(_file);
        FlushedSize = Math.Max(FlushedSize, size);
    }

    public void Delete()
    {
        File.Delete(SealPath);
        File.Delete(Path);
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
