using System.Buffers.Binary;
using System.Text.Json;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Format;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Lineage.Retention;

/// <summary>What an archive was found to hold.</summary>
/// <param name="Cut">The stream's part of the statement.</param>
/// <param name="Statement">The statement that it was removed under, signed by the key that was asked for.</param>
public sealed record CheckedArchive(StreamCut Cut, CutStatement Statement);

/// <summary>
/// A file with the batches that were removed from one stream, as they were stored, and the signed statement that they were removed under.
/// With the operator's public key it proves itself: no database is needed. All numbers are little endian.
/// <code>
/// "streaming-archive/1\n"
/// int32 length, the stream's name; int32 length, the signed statement as JSON
/// for each batch: int64 version, int32 length, the stored bytes (hash before, hash, body)
/// int64 0
/// </code>
/// </summary>
public static class SegmentArchive
{
    const int LargestPart = 1 << 30;

    static readonly byte[] Magic = "streaming-archive/1\n"u8.ToArray();

    /// <summary>Name of the file for a range of a stream.</summary>
    internal static string NameOf(StreamKey stream, long from, long first) =>
        $"{stream.ToString().Replace('/', '.')}.{from}-{first - 1}.lineage";

    /// <summary>Writes the archive of a cut whose batches are all there. A file that is there is whole, since it gets its name
    /// last.</summary>
    internal static async Task WriteAsync(LineageStore store, StreamKey stream, StreamCut cut, SignedText statement, CancellationToken stop)
    {
        var part = $"{cut.Archive}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cut.Archive!)!);
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
            {
                await file.WriteAsync(Magic, stop);
                await WriteAsync(file, System.Text.Encoding.UTF8.GetBytes(cut.Stream), stop);
                await WriteAsync(file, JsonSerializer.SerializeToUtf8Bytes(statement, EvidenceJson.Line), stop);
                var walk = new ArchiveWalk(stream, cut);
                await foreach (var (version, stored) in store.Events.StoredAsync(stream, cut.From, cut.First - 1, stop))
                {
                    walk.Next(version, stored);
                    await WriteAsync(file, version, stop);
                    await WriteAsync(file, stored, stop);
                }

                walk.End();
                await WriteAsync(file, 0L, stop);
                await file.FlushAsync(stop);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, cut.Archive!, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{cut.Archive} cannot be written: {e.Message} Nothing of {cut.Stream} was removed.", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Checks an archive with nothing but the operator's public key: signature, every hash and link, and that it is
    /// complete.</summary>
    /// <exception cref="EvidenceException">It proves nothing; the message says why.</exception>
    public static async Task<CheckedArchive> CheckAsync(string path, OperatorKey key, CancellationToken stop = default)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            return await CheckAsync(file, key, stop);
        }
        catch (EndOfStreamException e)
        {
            throw new EvidenceException("it ends too early: something was cut off", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be read: {e.Message}", e);
        }
    }

    static async Task<CheckedArchive> CheckAsync(FileStream file, OperatorKey key, CancellationToken stop)
    {
        var magic = new byte[Magic.Length];
        await file.ReadExactlyAsync(magic, stop);
        if (!magic.AsSpan().SequenceEqual(Magic))
            throw new EvidenceException("it is no archive of lineage, or one of a newer release");
        var name = System.Text.Encoding.UTF8.GetString(await ReadAsync(file, stop));
        var statement = CutStatement.Open(EvidenceJson.Read<SignedText>(await ReadAsync(file, stop), "its statement"), key);
        if (!StreamKey.TryParse(name, out var stream) || statement.Streams.FirstOrDefault(s => s.Stream == name) is not { } cut)
            throw new EvidenceException($"its statement says nothing of stream {name}");
        var walk = new ArchiveWalk(stream, cut);
        for (var version = await ReadVersionAsync(file, stop); version != 0; version = await ReadVersionAsync(file, stop))
            walk.Next(version, await ReadAsync(file, stop));
        walk.End();
        return file.ReadByte() < 0 ? new CheckedArchive(cut, statement) : throw new EvidenceException("there is something after its end");
    }

    static async Task WriteAsync(FileStream file, long number, CancellationToken stop)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        await file.WriteAsync(bytes, stop);
    }

    static async Task WriteAsync(FileStream file, byte[] part, CancellationToken stop)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        await file.WriteAsync(length, stop);
        await file.WriteAsync(part, stop);
    }

    static async Task<long> ReadVersionAsync(FileStream file, CancellationToken stop)
    {
        var bytes = new byte[sizeof(long)];
        await file.ReadExactlyAsync(bytes, stop);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    static async Task<byte[]> ReadAsync(FileStream file, CancellationToken stop)
    {
        var length = new byte[sizeof(int)];
        await file.ReadExactlyAsync(length, stop);
        var count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count is < 0 or > LargestPart || count > file.Length - file.Position)
            throw new EvidenceException("a length in it is none: it was altered");
        var part = new byte[count];
        await file.ReadExactlyAsync(part, stop);
        return part;
    }
}
