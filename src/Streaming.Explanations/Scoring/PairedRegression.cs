namespace Streaming.Explanations.Scoring;

/// <summary>
/// Shapley values out of a sample of pairs of coalitions, as the solution of a weighted regression under the constraint that they add up
/// (Lundberg, Lee 2017, arXiv:1705.07874; pairs: Covert, Lee 2021, arXiv:2012.01536), with standard errors.
/// </summary>
/// <remarks>
/// With both coalitions of a pair, what they are worth together says nothing about the values, since those add up anyway; what is left is
/// one equation a pair: the values of the players of one less those of the other are what they are worth less what the other is. Errors
/// are those of an estimator by moments (White 1980, doi:10.2307/1912934), each residual corrected for its own pull (MacKinnon, White
/// 1985, doi:10.1016/0304-4076(85)90158-7): what is drawn contributes, what is there whole does not. Made once for all rows with as many
/// players; used from any number of threads.
/// </remarks>
sealed class PairedRegression
{
    readonly int _players;

    /// <summary>Pairs x players: what a pair's difference adds to a value.</summary>
    readonly double[] _pull;

    /// <summary>The part of the whole that a value has before any pair is heard.</summary>
    readonly double[] _share;

    /// <summary>For each pair, how much of its own difference its fit is.</summary>
    readonly double[] _leverage;

    internal PairedRegression(CoalitionSample sample)
    {
        Sample = sample;
        _players = sample.Coalitions.Players;
        var inverse = SymmetricMatrix.Inverse(Moments(), _players);
        _share = new double[_players];
        for (var i = 0; i < inverse.Length; i++)
            _share[i / _players] += inverse[i];
        var total = _share.Sum();
        // The projection of all solutions on those that add up to nothing.
        for (var i = 0; i < _players; i++)
        {
            for (var j = 0; j < i; j++)
            {
                inverse[(i * _players) + j] -= _share[i] * _share[j] / total;
                inverse[(j * _players) + i] = inverse[(i * _players) + j];
            }

            inverse[(i * _players) + i] -= _share[i] * _share[i] / total;
        }

        for (var i = 0; i < _players; i++)
            _share[i] /= total;
        var pairs = sample.Coalitions.Count / 2;
        (_pull, _leverage) = (new double[pairs * _players], new double[pairs]);
        foreach (var stratum in sample.Strata)
        {
            for (var pair = stratum.From; pair < stratum.From + stratum.Count; pair++)
                _leverage[pair] = Pull(pair, stratum.Weight, inverse);
        }
    }

    internal CoalitionSample Sample { get; }

    /// <param name="worths">What each coalition of the sample is worth.</param>
    /// <param name="total">What the values add up to.</param>
    /// <param name="values">Receives one value a player.</param>
    /// <param name="errors">Receives their standard errors.</param>
    internal void Solve(ReadOnlySpan<double> worths, double total, Span<double> values, Span<double> errors)
    {
        for (var player = 0; player < _players; player++)
            values[player] = _share[player] * total;
        for (var pair = 0; pair < _leverage.Length; pair++)
        {
            var difference = worths[2 * pair] - worths[(2 * pair) + 1];
            for (var player = 0; player < _players; player++)
                values[player] += _pull[(pair * _players) + player] * difference;
        }

        errors.Clear();
        var (sums, squares) = (new double[_players], new double[_players]);
        foreach (var stratum in Sample.Strata.Where(s => s.Drawn))
        {
            Array.Clear(sums);
            Array.Clear(squares);
            for (var pair = stratum.From; pair < stratum.From + stratum.Count; pair++)
            {
                var residual = worths[2 * pair] - worths[(2 * pair) + 1];
                for (var player = 0; player < _players; player++)
                    residual -= Sign(pair, player) * values[player];
                residual /= Math.Max(1e-3, 1 - _leverage[pair]);
                for (var player = 0; player < _players; player++)
                {
                    var moved = _pull[(pair * _players) + player] * residual;
                    sums[player] += moved;
                    squares[player] += moved * moved;
                }
            }

            for (var player = 0; player < _players; player++)
            {
                var spread = squares[player] - (sums[player] * sums[player] / stratum.Count);
                errors[player] += Math.Max(0, spread) * stratum.Count / (stratum.Count - 1);
            }
        }

        for (var player = 0; player < _players; player++)
            errors[player] = Math.Sqrt(errors[player]);
    }

    int Sign(int pair, int player) => Sample.Coalitions.Has(2 * pair, player) ? 1 : -1;

    double[] Moments()
    {
        var moments = new double[_players * _players];
        foreach (var stratum in Sample.Strata)
        {
            for (var pair = stratum.From; pair < stratum.From + stratum.Count; pair++)
            {
                for (var i = 0; i < _players; i++)
                {
                    var own = Sign(pair, i) * stratum.Weight;
                    for (var j = 0; j <= i; j++)
                        moments[(i * _players) + j] += own * Sign(pair, j);
                }
            }
        }

        return moments;
    }

    double Pull(int pair, double weight, double[] projection)
    {
        var leverage = 0.0;
        for (var i = 0; i < _players; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < _players; j++)
                sum += projection[(i * _players) + j] * Sign(pair, j);
            _pull[(pair * _players) + i] = weight * sum;
            leverage += weight * sum * Sign(pair, i);
        }

        return leverage;
    }
}
