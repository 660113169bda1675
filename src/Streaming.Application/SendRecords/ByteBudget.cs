using Streaming.Application.Operations;

namespace Streaming.Application.SendRecords;

/// <summary>How many bytes of all callers together may be under way, from where they come in to where they are durable.</summary>
/// <param name="bytes">At most.</param>
public sealed class ByteBudget(long bytes)
{
    long _free = bytes;

    /// <summary>A share of it, which begins with nothing.</summary>
    public Share Open() => new(this);

    /// <summary>What one caller holds, until it is disposed of.</summary>
    public sealed class Share : IDisposable
    {
        readonly ByteBudget _budget;
        long _held;

        internal Share(ByteBudget budget) => _budget = budget;

        /// <summary>Takes some more.</summary>
        /// <exception cref="LimitedException">There is not as much left: others are to end first.</exception>
        public void Take(long bytes)
        {
            if (Interlocked.Add(ref _budget._free, -bytes) < 0)
            {
                Interlocked.Add(ref _budget._free, bytes);
                throw new LimitedException(
                    "bytes",
                    "More is being published than can be written just now. Send this again in a moment.",
                    TimeSpan.FromSeconds(1)
                );
            }

            _held += bytes;
        }

        /// <summary>Gives some back.</summary>
        public void Give(long bytes)
        {
            _held -= bytes;
            Interlocked.Add(ref _budget._free, bytes);
        }

        /// <inheritdoc/>
        public void Dispose() => Give(_held);
    }
}
