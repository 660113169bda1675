namespace Streaming.Learning.Evaluation;

/// <summary>Rows in falling order of their scores; rows of one score in the order they came in. NaN scores come last.</summary>
static class Ranking
{
    internal static int[] Falling(ReadOnlySpan<float> scores)
    {
        var keys = new ulong[scores.Length];
        for (var row = 0; row < keys.Length; row++)
            keys[row] = ((ulong)~Rising(scores[row]) << 32) | (uint)row;
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => (int)(uint)key);
    }

    /// <summary>Bits that rise as numbers do; those of negative numbers fall by themselves.</summary>
    static uint Rising(float score)
    {
        // Both zeros are one.
        var bits = BitConverter.SingleToUInt32Bits(
            float.IsNaN(score) ? float.NegativeInfinity
            : score == 0 ? 0
            : score
        );
        return bits ^ (bits >> 31 == 0 ? 1u << 31 : uint.MaxValue);
    }

    /// <summary>Checks that there is a label for each score.</summary>
    internal static void Check(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels are not of the same rows.", nameof(labels));
    }
}
