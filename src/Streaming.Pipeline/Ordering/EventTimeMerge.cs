using Streaming.Events.Time;
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
    const long MostBytes = 4 * ReadAhead.HighBytes;

    readonly MergedInput[] _inputs;
    readonly List<InputQueue> _queues = [];
    readonly RowPicker _picker;
    readonly Silence _silence;
    readonly ReadAhead _readAhead;
    MergedBatch _last;
    bool _stuck = true;

    /// <param name="inputs">The inputs with the positions to go on from.</param>
    /// <param name="order">Drift bound and how long a silent input is waited for.</param>
    /// <param name="time">Clock for the latter.</param>
    /// <param name="clock">Output watermark recorded with those positions; none for a fresh start.</param>
    /// <param name="idle">Whether nobody was told to wait, as recorded with those positions.</param>
    public EventTimeMerge(IReadOnlyList<MergeInput> inputs, OrderModel order, TimeProvider time, Timestamp? clock = null, bool idle = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(inputs.Count);
        var drift = order.Drift.Micros();
        _inputs = [.. inputs.Select((input, i) => new MergedInput(input, i, drift))];
        ListQueues();
        _silence = new Silence(time, order.MaxWait, order.PublisherTimeout);
        _picker = new RowPicker(_queues);
        _readAhead = new ReadAhead(drift);
        Clock = clock ?? Timestamp.Beginning;
        _last = Describe() with { Idle = idle };
    }

    /// <summary>Output watermark: everything older has left.</summary>
    public Timestamp Clock { get; private set; }

    /// <summary>Memory held by rows that have not left.</summary>
    public long BufferedBytes => _queues.Sum(q => q.Bytes);

    /// <summary>Accepted rows that have not left.</summary>
    public long BufferedRows => _queues.Sum(q => q.Rows);

    /// <summary>Everything has left, and every input is silent.</summary>
    public bool Idle => _queues.TrueForAll(q => q.Rows == 0 && IsSilent(q));

    /// <summary>When waiting alone may release something: call <see cref="Take"/> again then. Null: only more input can.</summary>
    public TimeSpan? Wait
    {
        get
        {
            TimeSpan? shortest = null;
            foreach (var queue in _queues)
            {
                if (_silence.Left(queue) is { } left && !(left >= shortest))
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
        foreach (var queue in _inputs[input].Add(slice, IsSilent))
            _silence.Hear(queue);
        // Only a name brings another queue.
        if (slice.Publishers.Count > 0)
            ListQueues();
    }

    /// <summary>
    /// Everything in an input up to its last stable offset has been added: what is waited for in vain is told from what has
    /// not been read yet by this alone.
    /// </summary>
    public void End(int input) => _silence.End(_inputs[input].Reading);

    /// <summary>Whether more hangs on knowing that this input is still at its end: look, and tell by <see cref="End"/> if it is.</summary>
    public bool AsksForEnd(int input) => _inputs[input].Queues.Exists(_silence.AsksForEnd);

    /// <summary>Whether reading this input should pause for now; ask after each <see cref="Add"/> and <see cref="Take"/>.</summary>
    /// <param name="input">The input.</param>
    /// <param name="held">Nothing is taken for now, whatever an input may bring: none is needed, and memory is not theirs to fill.</param>
    public bool IsAhead(int input, bool held = false) =>
        _readAhead.Judge(_inputs[input], Reached(_inputs[input]), Limit(), _stuck && !held);

    /// <summary>
    /// The next rows in order, about <paramref name="maxRows"/>: rows that share a place are never parted, rejected ones
    /// between accepted ones always go with them. Null when no row can leave yet.
    /// </summary>
    public MergedBatch? Take(int maxRows)
    {
        foreach (var queue in _queues)
        {
            if (queue.Order.Undecided && IsSilent(queue))
                queue.DecideInSilence();
        }
        var limit = Limit();
        var next = _picker.Pick(Timestamp.Max(limit, Clock), maxRows, Clock);
        if (_picker.Count == 0 && next == limit && BufferedBytes > MostBytes)
            next = _picker.Pick(limit.Later(1), maxRows, Clock);
        _stuck = next >= limit;
        AdvanceClock(Timestamp.Min(next, limit));

        var rejected = new RejectedRows(maxRows - _picker.Count);
        foreach (var queue in _queues)
            queue.Pass(rejected);
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
    /// <param name="always">Where nothing has moved either: something else is to be said with it.</param>
    public MergedBatch? TakeProgress(bool always = false)
    {
        var batch = Describe();
        // That nobody is to wait is told when it is known; that somebody has to wait again, when there is something to wait for.
        var told = batch.Idle == _last.Idle || (!batch.Idle && BufferedRows == 0);
        if (
            !always
            && told
            && batch.Clock == _last.Clock
            && batch.Positions.SequenceEqual(_last.Positions)
            && batch.Publishers.SequenceEqual(_last.Publishers)
        )
        {
            return null;
        }

        _last = batch;
        return batch;
    }

    MergedBatch Describe() =>
        new()
        {
            Positions = [.. _inputs.Select(i => i.Position)],
            Publishers = _queues.Count == _inputs.Length ? [] : [.. _inputs.Select(i => i.Publishers).OfType<InputPublishers>()],
            Clock = Clock,
            Idle = Idle,
        };

    void ListQueues()
    {
        _queues.Clear();
        foreach (var input in _inputs)
            _queues.AddRange(input.Queues);
    }

    /// <summary>
    /// Nobody waits for this publisher: it is silent, or only others write here, or it has nothing while the others' rows
    /// fill the memory.
    /// </summary>
    bool IsSilent(InputQueue queue)
    {
        if (_silence.IsSilent(queue))
            return true;
        var input = _inputs[queue.Index];
        return input.Queues.Count > 1 && queue.IsEmpty && (queue.IsUnknown || input.Bytes > MostBytes);
    }

    /// <summary>What the slowest publisher that is waited for has reached; where none is, the furthest.</summary>
    Timestamp Reached(MergedInput input)
    {
        var (slowest, furthest) = (Timestamp.End, Timestamp.Beginning);
        foreach (var queue in input.Queues)
        {
            furthest = Timestamp.Max(furthest, queue.Order.Reached);
            if (!IsSilent(queue))
                slowest = Timestamp.Min(slowest, queue.Order.Reached);
        }

        return slowest == Timestamp.End ? furthest : slowest;
    }

    // Rows below it are all there: nothing that is yet to come has a place below what every input has reached.
    Timestamp Limit()
    {
        var limit = Timestamp.End;
        foreach (var queue in _queues)
        {
            if (queue.Order.Reached < limit && !IsSilent(queue))
                limit = queue.Order.Reached;
        }
        return limit;
    }

    void AdvanceClock(Timestamp next)
    {
        if (next == Timestamp.End)
            next = Timestamp.Max(_picker.LastPlace, _queues.Min(q => q.Order.Reached));
        Clock = Timestamp.Max(Clock, next);
    }
}
