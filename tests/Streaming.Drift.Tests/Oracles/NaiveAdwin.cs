namespace Streaming.Drift.Tests.Oracles;

/// <summary>ADWIN on the values themselves: the same buckets as lists, every mean and variance counted anew for each cut.</summary>
sealed class NaiveAdwin(double delta, int clock, int least, int most)
{
    // The oldest bucket first; each a list of its values.
    List<List<double>> _buckets = [];
    int _ticks;

    public bool Add(double value)
    {
        _buckets.Add([value]);
        for (var size = 1; ; size *= 2)
        {
            var same = _buckets.Index().Where(b => b.Item.Count == size).ToList();
            if (same.Count <= most)
                break;
            _buckets[same[0].Index] = [.. same[0].Item, .. same[1].Item];
            _buckets.RemoveAt(same[1].Index);
        }

        var found = false;
        if (++_ticks % clock == 0)
        {
            while (_buckets.Sum(b => b.Count) > 10 && HasCut())
            {
                found = true;
                _buckets = _buckets[1..];
            }
        }

        return found;
    }

    bool HasCut()
    {
        double[] all = [.. _buckets.SelectMany(b => b)];
        var mean = all.Average();
        var variance = all.Sum(x => (x - mean) * (x - mean)) / all.Length;
        for (var cut = 1; cut < _buckets.Count; cut++)
        {
            double[] older = [.. _buckets[..cut].SelectMany(b => b)];
            double[] newer = [.. _buckets[cut..].SelectMany(b => b)];
            if (older.Length <= least + 1 || newer.Length <= least + 1)
                continue;
            var inverse = 1.0 / (older.Length - least + 1) + 1.0 / (newer.Length - least + 1);
            var confidence = Math.Log(2 * Math.Log(all.Length) / delta);
            var bound = Math.Sqrt(2 * inverse * variance * confidence) + 2.0 / 3 * inverse * confidence;
            if (Math.Abs(older.Average() - newer.Average()) > bound)
                return true;
        }

        return false;
    }
}
