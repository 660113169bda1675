namespace Streaming.Embedded.Kafka.Log;

/// <summary>A condition on an item of a sorted list, true for all items before some point and false after it.</summary>
delegate bool Before<T>(in T item, long key);

static class BinarySearch
{
    /// <summary>How many items at the head of the list fulfil the condition.</summary>
    public static int CountBefore<T>(ReadOnlySpan<T> items, long key, Before<T> before)
    {
        int low = 0,
            high = items.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (before(items[middle], key))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
