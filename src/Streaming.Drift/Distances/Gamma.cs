namespace Streaming.Drift.Distances;

/// <summary>The incomplete gamma function.</summary>
static class Gamma
{
    const int MostTerms = 100_000;
    const double Enough = 1e-15;

    /// <summary>
    /// Q(a, x), the integral of t^(a-1) e^-t from x on as a share of that from 0 on: by its series below a + 1, by Lentz's continued
    /// fraction above.
    /// Press and others, Numerical Recipes, 6.2.
    /// </summary>
    public static double UpperShare(double a, double x)
    {
        if (x <= 0)
            return 1;
        var scale = Math.Exp(a * Math.Log(x) - x - Log(a));
        return Math.Clamp(x < a + 1 ? 1 - scale * Series(a, x) : scale * Fraction(a, x), 0, 1);
    }

    static double Series(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = 1; n < MostTerms && term > sum * Enough; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    static double Fraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var h = d;
        for (var n = 1; n < MostTerms; n++)
        {
            var an = -n * (n - a);
            b += 2;
            d = an * d + b;
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = b + an / c;
            c = Math.Abs(c) < Tiny ? Tiny : c;
            var factor = c * d;
            h *= factor;
            if (Math.Abs(factor - 1) < Enough)
                break;
        }

        return h;
    }

    /// <summary>ln Γ(a), a above 0, by Lanczos' approximation: good to 1e-15 of its size.</summary>
    public static double Log(double a)
    {
        ReadOnlySpan<double> lanczos =
        [
            0.99999999999980993,
            676.5203681218851,
            -1259.1392167224028,
            771.32342877765313,
            -176.61502916214059,
            12.507343278686905,
            -0.13857109526572012,
            9.9843695780195716e-6,
            1.5056327351493116e-7,
        ];
        if (a < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * a)) - Log(1 - a);
        a--;
        var sum = lanczos[0];
        for (var i = 1; i < lanczos.Length; i++)
            sum += lanczos[i] / (a + i);
        var t = a + 7.5;
        return 0.5 * Math.Log(2 * Math.PI) + (a + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}
