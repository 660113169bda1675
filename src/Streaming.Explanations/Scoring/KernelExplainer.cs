using System.Collections.Concurrent;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Scoring;

/// <summary>
/// SHAP values of a model of any kind, by its scores alone: how much each feature of a row moved the score away from <see cref="Base"/>,
/// against a background set (interventional; KernelSHAP, Lundberg, Lee 2017, arXiv:1705.07874). Used from any number of threads.
/// </summary>
/// <remarks>
/// Where a row differs from the background in <see cref="MostExact"/> features or fewer, every coalition of them is scored and the values
/// are exact; in more, coalitions are sampled, and each value comes with its standard error. The same model, background, seed and row give
/// the same bits: whatever rows are beside it, on however many threads.
/// </remarks>
public sealed class KernelExplainer
{
    /// <summary>Features of which all coalitions are scored: 2^13 of them, for each row of the background.</summary>
    public const int MostExact = 13;

    /// <summary>Features in which a row may differ from the background.</summary>
    public const int MostPlayers = 1000;

    /// <summary>Rows that are scored to explain one: a minute's work of a fast model.</summary>
    const long MostScores = 100_000_000;

    readonly ScoreRows _score;
    readonly CoalitionGame _game;
    readonly int _width;
    readonly KernelOptions _options;
    readonly ConcurrentDictionary<int, Lazy<PairedRegression>> _regressions = new();

    /// <param name="score">The model.</param>
    /// <param name="background">Row-major, at least one row of as many values as the model has features; NaN is missing.</param>
    /// <param name="features">Features of the model, at least 1.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ExplanationException">The background is empty.</exception>
    /// <exception cref="ArgumentException">The background ends within a row.</exception>
    public KernelExplainer(
        ScoreRows score,
        ReadOnlyMemory<float> background,
        int features,
        KernelOptions? options = null,
        CancellationToken stop = default
    )
    {
        if (RowCheck.Count(background.Span, features) == 0)
        {
            throw new ExplanationException(
                "The background set has no rows: give it rows that a decision is compared with, such as some of the training rows."
            );
        }

        (_score, _width, _options) = (score, features, options ?? new KernelOptions());
        _game = new CoalitionGame(score, background, features);
        Base = _game.Base(stop);
    }

    /// <summary>The mean score of the background.</summary>
    public double Base { get; }

    /// <summary>The values of rows.</summary>
    /// <param name="rows">Row-major, any number of rows; NaN is missing.</param>
    /// <param name="parallelism">Threads, at least 1.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ExplanationException">A row differs in more than <see cref="MostPlayers"/> features, too few samples are wanted, or
    /// there is too much to score.</exception>
    public KernelValues Explain(ReadOnlyMemory<float> rows, int parallelism, CancellationToken stop = default)
    {
        var count = RowCheck.Count(rows.Span, _width);
        var found = new KernelValues(new double[rows.Length], new double[rows.Length], new double[count], 0);
        var sampled = 0;
        // Many rows are shared out among threads; of few, their coalitions are.
        var byRow = count >= 2 * parallelism;
        RowLoop.Run(
            count,
            byRow ? parallelism : 1,
            row =>
            {
                if (!Explain(rows.Slice(row * _width, _width), row, found, byRow ? 1 : parallelism, stop))
                    Interlocked.Increment(ref sampled);
            },
            stop
        );
        return found with { SampledRows = sampled };
    }

    bool Explain(ReadOnlyMemory<float> row, int at, KernelValues found, int threads, CancellationToken stop)
    {
        _score(row.Span, found.Scores.AsSpan(at, 1));
        var total = found.Scores[at] - Base;
        var players = _game.Players(row.Span);
        var (values, errors) = (new double[players.Length], new double[players.Length]);
        var exact = players.Length <= MostExact;
        if (exact)
        {
            var worths = new double[1 << players.Length];
            worths[0] = Base;
            worths[^1] = Base + total;
            if (players.Length > 1)
                Worths(row, players, Coalitions.Between(players.Length), worths.AsMemory(1), threads, stop);
            ExactShapley.Values(worths, values);
        }
        else
        {
            var regression = RegressionOf(players.Length);
            var worths = new double[regression.Sample.Coalitions.Count];
            Worths(row, players, regression.Sample.Coalitions, worths, threads, stop);
            regression.Solve(worths, total, values, errors);
            exact = !regression.Sample.Strata.Any(s => s.Drawn);
        }

        for (var player = 0; player < players.Length; player++)
        {
            found.Values[(at * _width) + players[player]] = values[player];
            found.Errors[(at * _width) + players[player]] = errors[player];
        }

        return exact;
    }

    void Worths(ReadOnlyMemory<float> row, int[] players, Coalitions coalitions, Memory<double> worths, int threads, CancellationToken stop)
    {
        var scores = (long)coalitions.Count * _game.Others;
        if (scores > MostScores)
        {
            throw new ExplanationException(
                $"The model would score {scores:N0} rows for one: give it a background of {MostScores / coalitions.Count:N0} rows or "
                    + "fewer. Some hundred, drawn from it, tell nearly the same."
            );
        }

        _game.Worths(row, players, coalitions, worths, threads, stop);
    }

    PairedRegression RegressionOf(int players)
    {
        var pairs = (_options.Samples ?? 2048 + (2 * players)) / 2;
        var least = CoalitionSample.LeastPairs(players);
        if (players > MostPlayers)
        {
            throw new ExplanationException(
                $"A row differs from the background in {players:N0} features; values can be told for {MostPlayers:N0}. Explain a model "
                    + "of fewer features, or one that takes groups of them as one."
            );
        }

        return pairs < least
            ? throw new ExplanationException(
                $"The values of {players} features cannot be told from {2 * pairs:N0} samples: take {2 * least:N0} or more."
            )
            : _regressions
                .GetOrAdd(players, _ => new Lazy<PairedRegression>(() => new(CoalitionSample.Draw(players, pairs, _options.Seed))))
                .Value;
    }
}
