namespace Streaming.Benchmarks.Reading;

/// <summary>How many records were readable when.</summary>
/// <param name="At">Since the clock began.</param>
/// <param name="Count">Records so far.</param>
readonly record struct Mark(TimeSpan At, long Count);

/// <summary>What a reader saw: a mark now and then, the first and the last record included.</summary>
sealed class Progress
{
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    readonly List<Mark> _marks = [];

    public Mark First => _marks[0];

    public Mark Last => _marks[^1];

    /// <summary>Records a second from the first to the last.</summary>
    public double Rate => (Last.Count - First.Count) / (Last.At - First.At).TotalSeconds;

    /// <summary>
    /// Records a second while the middle four fifths came: what is sustained, without the start-up of processes whose code
    /// is not compiled yet and without the last wait.
    /// </summary>
    public double SustainedRate
    {
        get
        {
            var (from, to) = (_marks.First(m => m.Count >= Last.Count / 10), _marks.Last(m => m.Count <= Last.Count * 9 / 10));
            return to.At > from.At ? (to.Count - from.Count) / (to.At - from.At).TotalSeconds : Rate;
        }
    }

    /// <summary>When a share of the records, 0 to 1, could be read.</summary>
    public TimeSpan At(double share) => _marks.First(m => m.Count >= Last.Count * share).At;

    public void Add(TimeSpan at, long count, bool last)
    {
        if (last || _marks.Count == 0 || at - _marks[^1].At >= Between)
            _marks.Add(new Mark(at, count));
    }
}
