namespace Streaming.Torture.Faults;

/// <summary>Deals in random order, and nothing a second time before everything has come once.</summary>
sealed class Cards<T>(IReadOnlyList<T> all)
{
    readonly Queue<T> _stack = new();

    public T Next(Random random)
    {
        if (_stack.Count == 0)
        {
            foreach (var card in Round(random))
                _stack.Enqueue(card);
        }

        return _stack.Dequeue();
    }

    /// <summary>All of them once.</summary>
    public T[] Round(Random random)
    {
        var shuffled = all.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}
