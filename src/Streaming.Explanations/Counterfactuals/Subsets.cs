namespace Streaming.Explanations.Counterfactuals;

/// <summary>The ways to choose some of several, in order.</summary>
static class Subsets
{
    public static IEnumerable<int[]> Of(int count, int size)
    {
        var chosen = Enumerable.Range(0, size).ToArray();
        while (size <= count)
        {
            yield return [.. chosen];
            var last = size - 1;
            while (last >= 0 && chosen[last] == count - size + last)
                last--;
            if (last < 0)
                yield break;
            chosen[last]++;
            for (var next = last + 1; next < size; next++)
                chosen[next] = chosen[next - 1] + 1;
        }
    }
}
