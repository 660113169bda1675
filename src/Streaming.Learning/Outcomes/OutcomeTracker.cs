using System.Globalization;
using Streaming.Drift;
using Streaming.Drift.Risk;
using Streaming.Drift.Specs;
using Streaming.Events.Time;
using Streaming.Learning.Recorded;

namespace Streaming.Learning.Outcomes;

/// <summary>Judges the rows of one stream, decided by one version, in their order. What it says depends on them alone.</summary>
public sealed class OutcomeTracker
{
    /// <summary>Blocks whose figures are kept.</summary>
    internal const int MostHistory = 40;

    /// <summary>Where labels are rare, a block ends after so many times its rows.</summary>
    const int Longest = 10;

    /// <summary>Of an error rate at the reference.</summary>
    const double StandardErrors = 4;

    /// <summary>Above it nothing can be told.</summary>
    const double HighestRate = 0.999;

    readonly List<OutcomeFigures> _history = [];
    readonly List<JudgedRow> _block = [];
    int _blockRows;

    internal OutcomeTracker(OutcomeOptions options)
        : this(options, new RiskTracker(options.Risk)) { }

    internal OutcomeTracker(OutcomeOptions options, RiskTracker risk) => (Options, Risk) = (options, risk);

    /// <summary>How rows are judged.</summary>
    public OutcomeOptions Options { get; }

    /// <summary>Whether the version got worse.</summary>
    public RiskTracker Risk { get; }

    /// <summary>Rows whose labels have had their time.</summary>
    public long Rows { get; internal set; }

    /// <summary>Those that had a label then.</summary>
    public long Labelled { get; internal set; }

    /// <summary>Rows whose labels were taken back.</summary>
    public long Withdrawn { get; internal set; }

    /// <summary>Rows whose labels contradict each other, where the topology lets none count then.</summary>
    public long Refused { get; internal set; }

    /// <summary>Rows that were recorded so late that they are not judged.</summary>
    public long Late { get; internal set; }

    /// <summary>Watermark of the last batch that was judged.</summary>
    public Timestamp Watermark { get; internal set; } = Timestamp.Beginning;

    /// <summary>Of the last whole blocks, the oldest first.</summary>
    public IReadOnlyList<OutcomeFigures> History => _history;

    /// <summary>Whether more decisions are wrong than at first; null while it is learnt how many that were.</summary>
    internal DriftDetector? Errors { get; set; }

    /// <summary>Decisions of the reference while it is learnt.</summary>
    internal int Decided { get; set; }

    /// <summary>Those that were wrong.</summary>
    internal int Wrong { get; set; }

    internal int BlockRows => _blockRows;

    internal IReadOnlyList<JudgedRow> Block => _block;

    /// <summary>A row of which no label counts.</summary>
    /// <param name="why">Why not.</param>
    /// <returns>Nothing was found with it.</returns>
    internal IReadOnlyList<OutcomeReason> AddUnlabelled(LabelState why)
    {
        Rows++;
        Withdrawn += why == LabelState.Withdrawn ? 1 : 0;
        Refused += why == LabelState.Contradicting ? 1 : 0;
        _blockRows++;
        EndBlock();
        return [];
    }

    /// <summary>A row with its label.</summary>
    /// <returns>What was found with it.</returns>
    internal IReadOnlyList<OutcomeReason> Add(JudgedRow row)
    {
        Rows++;
        Labelled++;
        _blockRows++;
        _block.Add(row);
        List<OutcomeReason>? reasons = null;
        if (Risk.Add(row.Loss))
            (reasons ??= []).Add(new OutcomeReason(OutcomeKind.Worse, Risk.Reference, Risk.Limit, Risk.LowerBound));
        if (row.Error is { } error && IsMore(error))
        {
            var now = OutcomeFigures.Of(_blockRows, _block).ErrorRate;
            (reasons ??= []).Add(new OutcomeReason(OutcomeKind.MoreErrors, _history.FirstOrDefault()?.ErrorRate, null, now));
        }

        EndBlock();
        return reasons ?? (IReadOnlyList<OutcomeReason>)[];
    }

    /// <summary>What was kept of it before.</summary>
    internal void Restore(IEnumerable<OutcomeFigures> history, int blockRows, IEnumerable<JudgedRow> block)
    {
        _history.AddRange(history);
        _blockRows = blockRows;
        _block.AddRange(block);
    }

    void EndBlock()
    {
        if (_block.Count < Options.BlockRows && _blockRows < Longest * Options.BlockRows)
            return;
        _history.Add(OutcomeFigures.Of(_blockRows, _block));
        if (_history.Count > MostHistory)
            _history.RemoveAt(0);
        _blockRows = 0;
        _block.Clear();
    }

    /// <summary>After an alarm, the next decisions are what is expected from then on.</summary>
    bool IsMore(bool error)
    {
        if (Errors is not null)
        {
            if (Errors.Add(error ? 1 : 0) != DriftLevel.Alarm)
                return false;
            Errors = null;
            return true;
        }

        Decided++;
        Wrong += error ? 1 : 0;
        if (Decided < Options.Risk.ReferenceRows)
            return false;
        Errors = ErrorDetector();
        (Decided, Wrong) = (0, 0);
        return false;
    }

    /// <summary>The reference is a sample: the rate that it leads one to expect is widened by standard errors, and by what covers rates so
    /// small that it has seen none.</summary>
    DriftDetector ErrorDetector()
    {
        double rows = Decided;
        var rate = Wrong / rows;
        var upper = rate + StandardErrors * Math.Sqrt(rate * (1 - rate) / rows) + 2 * StandardErrors / rows;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"e-bernoulli:direction=up,arl={Options.RunLength:R},baseline={Math.Min(upper, HighestRate):R}"
        );
        return DetectorSpec.TryParse(text, out var spec, out var fault) ? spec.Create() : throw new InvalidOperationException(fault);
    }
}
