namespace Streaming.Cli.Torture.Faults;

/// <summary>Deals in random order, and nothing a second time before everything has come once.</summary>
internal sealed class Cards<T>(IReadOnlyList<T> all)
{
    readonly Queue<T> _stack = new();

    public T Next(Random random)
    {
        if (_stack.Count == 0)
        {
            var shuffled = all.ToArray();
            random.Shuffle(shuffled);
            foreach (var card in shuffled) _stack.Enqueue(card);
        }

        return _stack.Dequeue();
    }
}
