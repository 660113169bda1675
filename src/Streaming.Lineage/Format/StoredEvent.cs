using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>What lies in <c>bdata</c>: the previous hash, this batch's hash, then the body.</summary>
static class StoredEvent
{
    /// <summary>The Marten event type: part of what is hashed, never renamed.</summary>
    public const string Type = "lineage_batch";

    public const int PrefixSize = 2 * ChainHash.Size;

    /// <summary>Fills in the prefix of bytes whose body is written already; returns the hash.</summary>
    public static byte[] Seal(byte[] stored, StreamKey stream, long version, byte[] previousHash)
    {
        var hash = ChainHash.Compute(previousHash, stream, version, Type, stored.AsSpan(PrefixSize));
        previousHash.CopyTo(stored, 0);
        hash.CopyTo(stored, ChainHash.Size);
        return hash;
    }

    /// <summary>Takes stored bytes apart, having checked that they hash to what they say.</summary>
    public static LineageBatch Open(StreamKey stream, long version, byte[] stored)
    {
        var batch = OpenUnchecked(stream, version, stored);
        if (!ComputeHash(batch).AsSpan().SequenceEqual(batch.Hash))
            throw new LineageCorruptException("its bytes do not match their hash").At(stream, version);
        return batch;
    }

    /// <summary>For whoever checks the hash himself, before looking into the tables.</summary>
    public static LineageBatch OpenUnchecked(StreamKey stream, long version, byte[] stored)
    {
        if (stored.Length <= PrefixSize)
            throw new LineageCorruptException("it is cut short").At(stream, version);
        var body = stored.AsMemory(PrefixSize);
        try
        {
            return new LineageBatch(
                stream,
                version,
                stored[..ChainHash.Size],
                stored[ChainHash.Size..PrefixSize],
                BodyReader.Header(body),
                body
            );
        }
        catch (LineageCorruptException e)
        {
            throw e.At(stream, version);
        }
        catch (LineageNewerException e)
        {
            throw e.At(stream, version);
        }
    }

    public static byte[] ComputeHash(LineageBatch batch) =>
        ChainHash.Compute(batch.PreviousHash, batch.Stream, batch.Version, Type, batch.Body.Span);
}
