using Streaming.Learning.Algorithms;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Training;

namespace Streaming.Learning.Search;

/// <summary>
/// Searches an algorithm's settings by average precision over folds. The first trial has the defaults, the first third (ten at most) is
/// drawn at random, and
/// of the rest every other one lies near one of the best three. A trial is given up where after some folds its mean is
/// below the median of what others had after as many (the median stopping rule: Golovin et al., Google Vizier, 2017).
/// </summary>
public sealed class ModelSearch
{
    /// <summary>Fewer than this many trials say little about what is hopeless.</summary>
    const int Patience = 4;

    /// <summary>After so many, looking near what did well pays more.</summary>
    const int MostRandom = 10;

    readonly IReadOnlyList<Fold> _folds;
    readonly SearchSpace _space;
    readonly SearchOptions _search;
    readonly TimeProvider _time;
    readonly Random _random;
    readonly List<(TrainerOptions Options, Trial Trial)> _trials = [];

    /// <summary>Per fold, the means of trials up to it, the hopeless ones included.</summary>
    readonly List<double>[] _means;

    ModelSearch(IReadOnlyList<Fold> folds, TrainerOptions options, SearchOptions search, TimeProvider time)
    {
        _folds = folds;
        _random = new Random(options.Seed);
        _space = new SearchSpace(options, _random);
        _search = search;
        _time = time;
        _means = [.. folds.Select(_ => new List<double>())];
    }

    /// <param name="folds">What each trial is judged on, one after another.</param>
    /// <param name="options">What is set in them is not searched.</param>
    /// <param name="search">How long.</param>
    /// <param name="time">For the budget.</param>
    /// <param name="progress">Told after every trial.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>The options of the best trial, and all trials.</returns>
    /// <exception cref="LearningException">An option is out of its range.</exception>
    public static (TrainerOptions Best, SearchReport Report) Run(
        IReadOnlyList<Fold> folds,
        TrainerOptions options,
        SearchOptions search,
        TimeProvider time,
        IProgress<SearchState>? progress = null,
        CancellationToken stop = default
    )
    {
        options.Check();
        search.Check();
        return new ModelSearch(folds, options, search, time).Run(progress, stop);
    }

    (TrainerOptions Best, SearchReport Report) Run(IProgress<SearchState>? progress, CancellationToken stop)
    {
        var begun = _time.GetTimestamp();
        while (_trials.Count < _search.Trials && (_trials.Count == 0 || !(_time.GetElapsedTime(begun) >= _search.Time)))
        {
            var options = Next();
            _trials.Add((options, Try(options, stop)));
            progress?.Report(new SearchState(_trials.Count, _search.Trials, Best().Trial));
        }

        var best = Best();
        return (best.Options, new SearchReport([.. _trials.Select(t => t.Trial)], best.Trial.Number));
    }

    /// <summary>Of those that were judged on all folds; the first one was.</summary>
    (TrainerOptions Options, Trial Trial) Best() => Ranked().First();

    IEnumerable<(TrainerOptions Options, Trial Trial)> Ranked() =>
        _trials.Where(t => !t.Trial.GivenUp).OrderByDescending(t => t.Trial.AveragePrecision.Mean).ThenBy(t => t.Trial.Number);

    TrainerOptions Next()
    {
        if (_trials.Count == 0)
            return _space.Defaults();
        if (_trials.Count < Math.Min(MostRandom, _search.Trials / 3) || _trials.Count % 2 == 0)
            return _space.Anywhere();
        var good = Ranked().Take(3).ToList();
        return _space.Near(good[_random.Next(good.Count)].Options);
    }

    Trial Try(TrainerOptions options, CancellationToken stop)
    {
        var reports = new List<EvaluationReport>();
        var givenUp = false;
        for (var fold = 0; fold < _folds.Count && !givenUp; fold++)
        {
            stop.ThrowIfCancellationRequested();
            var probabilities = Trainer.Grow(_folds[fold].Train, options).Probabilities(_folds[fold].Test);
            reports.Add(EvaluationReport.Of(Array.ConvertAll(probabilities, p => (float)p), _folds[fold].Test));
            var mean = reports.Average(r => r.AveragePrecision ?? 0);
            givenUp = fold < _folds.Count - 1 && _means[fold].Count >= Patience && mean < Median(_means[fold]);
            _means[fold].Add(mean);
        }

        return new Trial(
            _trials.Count + 1,
            _space.Named(options),
            reports.Count,
            givenUp,
            FoldMean.Of(reports.Select(r => r.AveragePrecision)) ?? new FoldMean(0, 0),
            FoldMean.Of(reports.Select(r => r.RocAuc)),
            FoldMean.Of(reports.Select(r => r.GroupPrecisionAtK))
        );
    }

    static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
