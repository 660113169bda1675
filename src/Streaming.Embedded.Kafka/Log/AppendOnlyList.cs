namespace Streaming.Embedded.Kafka.Log;

/// <summary>A list to which one thread adds while others read what was there when they asked, without a lock.</summary>
sealed class AppendOnlyList<T>(T[] items)
{
    T[] _items = items;
    volatile int _count = items.Length;

    // The count is read before the array: a later array only ever holds more.
    public ReadOnlySpan<T> Items
    {
        get
        {
            var count = _count;
            return Volatile.Read(ref _items).AsSpan(0, count);
        }
    }

    public void Add(T item)
    {
        var count = _count;
        if (count == _items.Length)
        {
            var larger = new T[Math.Max(16, count * 2)];
            _items.CopyTo(larger, 0);
            Volatile.Write(ref _items, larger);
        }

        _items[count] = item;
        _count = count + 1;
    }
}
