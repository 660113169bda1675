using Streaming.Topology.Model;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// Puts the rows of several FIFO inputs into one order that does not depend on when they arrive: by place in event time
/// (<see cref="InputOrder"/>), labels before events, then by id (<see cref="TieOrder"/>). A row leaves once every input has
/// reached a later time, so that all rows of its time are there. Pure: no I/O; the clock is asked for silence only.
/// Not thread safe.
/// </summary>
public sealed class EventTimeMerge
{
    // Rows of one time are released unordered rather than held in more memory than this.
    private const long MostBytes = 4 * ReadAhead.HighBytes;

    private readonly InputQueue[] _queues;
    private readonly RowPicker _picker;
    private readonly Silence _silence;
    private readonly ReadAhead _readAhead;
    private MergedBatch _last;
    private bool _stuck = true;

    /// <param name="inputs">The inputs with the positions to go on from.</param>
    /// <param name="order">Drift bound and how long a silent input is waited for.</param>
    /// <param name="time">Clock for the latter.</param>
    /// <param name="clock">Output watermark recorded with those positions; none for a fresh start.</param>
    public EventTimeMerge(IReadOnlyList<MergeInput> inputs, OrderModel order, TimeProvider time, long clock = long.MinValue)
    {
        ArgumentOutOfRangeException.ThrowIfZero(inputs.Count);
        var drift = order.Drift.Ticks / TimeSpan.TicksPerMicrosecond;
        _queues = [.. inputs.Select((input, i) => new InputQueue(input, i, drift))];
        _silence = new Silence(time, order.MaxWait);
        _picker = new RowPicker(_queues);
        _readAhead = new ReadAhead(drift);
        Clock = clock;
        _last = Describe();
    }

    /// <summary>Output watermark, microseconds: everything older has left.</summary>
    public long Clock { get; private set; }

    /// <summary>Memory held by rows that have not left.</summary>
    public long BufferedBytes => _queues.Sum(q => q.Bytes);

    /// <summary>Accepted rows that have not left.</summary>
    public long BufferedRows => _queues.Sum(q => q.Rows);

    /// <summary>Everything has left, and every input is silent.</summary>
    public bool Idle => System.Array.TrueForAll(_queues, q => q.Rows == 0 && _silence.IsSilent(q));

    /// <summary>When waiting alone may release something: call <see cref="Take"/> again then. Null: only more input can.</summary>
    public TimeSpan? Wait
    {
        get
        {
            TimeSpan? shortest = null;
            foreach (var queue in _queues)
            {
                if (_silence.Left(queue) is { } left && left > TimeSpan.Zero && !(left >= shortest))
                    shortest = left;
            }
            return shortest;
        }
    }

    /// <summary>Adds the next piece of an input; pieces of one input come in offset order without gaps.</summary>
    public void Add(int input, MergeSlice slice)
    {
        if (Idle)
            _silence.Wake();
        var queue = _queues[input];
        queue.Add(slice);
        _silence.Hear(queue);
    }

    /// <summary>Whether reading this input should pause for now; ask after each <see cref="Add"/> and <see cref="Take"/>.</summary>
    public bool IsAhead(int input)
    {
        var queue = _queues[input];
        var paused = queue.Paused;
        var ahead = _readAhead.Judge(queue, Limit(), _stuck);
        if (paused && !ahead)
            _silence.Hear(queue);
        return ahead;
    }

    /// <summary>
    /// The next rows in order, about <paramref name="maxRows"/>: rows that share a place are never parted, rejected ones
    /// between accepted ones always go with them. Null when no row can leave yet.
    /// </summary>
    public MergedBatch? Take(int maxRows)
    {
        foreach (var queue in _queues)
        {
            if (queue.Order.Undecided && _silence.IsSilent(queue))
                queue.DecideInSilence();
        }
        var limit = Limit();
        var next = _picker.Pick(Math.Max(limit, Clock), maxRows, Clock);
        if (_picker.Count == 0 && next == limit && BufferedBytes > MostBytes)
            next = _picker.Pick(limit + 1, maxRows, Clock);
        _stuck = next >= limit;
        AdvanceClock(Math.Min(next, limit));

        var rejected = new RejectedRows(maxRows - _picker.Count);
        foreach (var queue in _queues)
        {
            if (queue.HasTaken)
                _silence.Take(queue);
            queue.Pass(rejected);
        }
        var batch = Describe() with
        {
            LabelBefore = _picker.LabelBefore,
            Events = _picker.Events.Build(),
            Labels = _picker.Labels.Build(),
            Rejected = rejected.Build(),
        };
        if (batch.RowCount == 0)
            return null;
        _last = batch;
        return batch;
    }

    /// <summary>A batch without rows where the clock, silence or a position has moved since the last one; else null.</summary>
    public MergedBatch? TakeProgress()
    {
        var batch = Describe();
        if (batch.Clock == _last.Clock && batch.Idle == _last.Idle && batch.Positions.SequenceEqual(_last.Positions))
            return null;
        _last = batch;
        return batch;
    }

    private MergedBatch Describe() => new() { Positions = [.. _queues.Select(q => q.Position)], Clock = Clock, Idle = Idle };

    // Rows below it are all there: nothing that is yet to come has a place below what every input has reached.
    private long Limit()
    {
        var limit = long.MaxValue;
        foreach (var queue in _queues)
        {
            if (queue.Order.Reached < limit && !_silence.IsSilent(queue))
                limit = queue.Order.Reached;
        }
        return limit;
    }

    private void AdvanceClock(long next)
    {
        if (next == long.MaxValue)
            next = Math.Max(_picker.LastPlace, _queues.Min(q => q.Order.Reached));
        Clock = Math.Max(Clock, next);
    }
}
