namespace Streaming.Learning.Evaluation;

/// <summary>Rows in falling order of their scores; rows of one score in the order they came in. NaN scores come last.</summary>
static class Ranking
{
    internal static int[] Falling(ReadOnlySpan<float> scores)
    {
        var rows = new int[scores.Length];
        var keys = new float[scores.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = row;
            keys[row] = float.IsNaN(scores[row]) ? float.NegativeInfinity : scores[row];
        }

        Array.Sort(rows, (a, b) =>
        {
            var byScore = keys[b].CompareTo(keys[a]);
            return byScore != 0 ? byScore : a.CompareTo(b);
        });
        return rows;
    }

    /// <summary>Checks that there is a label for each score.</summary>
    internal static void Check(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels are not of the same rows.", nameof(labels));
    }
}
