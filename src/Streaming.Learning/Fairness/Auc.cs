namespace Streaming.Learning.Fairness;

/// <summary>
/// How well a value tells one kind of rows from the others: the chance that a row of the kind has a greater value than one of the others,
/// ties counted half. The interval is by the spread of each row's own share of it (DeLong, DeLong and Clarke-Pearson 1988, Comparing the
/// areas under two or more correlated receiver operating characteristic curves, Biometrics 44:837-845), computed from ranks (Sun and Xu
/// 2014, IEEE Signal Processing Letters 21:1389-1393).
/// </summary>
static class Auc
{
    /// <param name="values">[rows] NaN: missing, which counts as less than anything.</param>
    /// <param name="isOf">[rows] Whether a row is of the kind.</param>
    /// <returns>0 to 1, 0.5: nothing is told. Null where all rows are of one kind; without an interval where one of both has a single
    /// row.</returns>
    internal static Estimate? Of(float[] values, bool[] isOf)
    {
        var keys = Array.ConvertAll(values, value => float.IsNaN(value) ? float.NegativeInfinity : value);
        var own = Enumerable.Range(0, keys.Length).Where(row => isOf[row]).ToArray();
        var others = Enumerable.Range(0, keys.Length).Where(row => !isOf[row]).ToArray();
        if (own.Length == 0 || others.Length == 0)
            return null;
        var ranks = Midranks(keys);
        // How many of the others each row lies above, as a share; and the other way round.
        var above = Shares(own, others.Length);
        var below = Shares(others, own.Length);
        var area = above.Average();
        if (own.Length < 2 || others.Length < 2)
            return new Estimate(area, null, null);
        var half = Proportions.Z * Math.Sqrt(Variance(above) / own.Length + Variance(below) / others.Length);
        return new Estimate(area, Math.Max(0, area - half), Math.Min(1, area + half));

        double[] Shares(int[] rows, int against)
        {
            var among = Midranks(Array.ConvertAll(rows, row => keys[row]));
            return [.. rows.Select((row, i) => (ranks[row] - among[i]) / against)];
        }
    }

    static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    /// <summary>Ranks from 1; those of equal values are their mean.</summary>
    static double[] Midranks(float[] keys)
    {
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort((float[])keys.Clone(), order);
        var ranks = new double[keys.Length];
        for (var from = 0; from < order.Length; )
        {
            var to = from + 1;
            while (to < order.Length && keys[order[to]] == keys[order[from]])
                to++;
            for (var i = from; i < to; i++)
                ranks[order[i]] = (from + to + 1) / 2.0;
            from = to;
        }

        return ranks;
    }
}
