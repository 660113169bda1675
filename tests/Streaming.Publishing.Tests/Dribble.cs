namespace Streaming.Publishing.Tests;

/// <summary>Gives at most so many bytes at a time.</summary>
sealed class Dribble(byte[] bytes, int step) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));
}
