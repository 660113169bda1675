namespace Streaming.Explanations.Shap;

/// <summary>
/// The integral from 0 to 1 of t^a (1 - t)^b, that is a! b! / (a + b + 1)!: the weight of a coalition of a out of a + b + 1 players.
/// </summary>
static class DiagonalIntegral
{
    const int Most = LeafPath.MostFeatures;
    static readonly double[] All = Make();

    internal static double Of(int a, int b) => All[(a * (Most + 1)) + b];

    static double[] Make()
    {
        var all = new double[(Most + 1) * (Most + 1)];
        for (var b = 0; b <= Most; b++)
        {
            all[b] = 1.0 / (b + 1);
            for (var a = 1; a <= Most; a++)
                all[(a * (Most + 1)) + b] = all[((a - 1) * (Most + 1)) + b] * a / (a + b + 1);
        }

        return all;
    }
}
