using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Features.Keys;
using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>
/// All windows of a stage that share a key field. Rows come in the order of their release. One that its key's windows can
/// move on to is read from running aggregates; a late or an early one aside, from the entries. Both ways give the same bits.
/// </summary>
internal sealed class KeyedWindows
{
    private readonly string _key;
    private readonly LogPlan? _events;
    private readonly LogPlan? _labels;
    private readonly string? _labelTime;
    private readonly ValueReader? _eventValues;
    private readonly ValueReader? _labelValues;
    private readonly Accumulators _eventScratch;
    private readonly Accumulators _labelScratch;
    private readonly List<(int Feature, float Empty)> _empties;
    private readonly KeyTable<KeyState> _table = new();
    private int _sweep;
    private int _added;

    /// <param name="key">The key field.</param>
    /// <param name="windows">The features with their indexes among the stage's features.</param>
    /// <param name="labelTime">Column of a label that holds the time of what it labels.</param>
    public KeyedWindows(string key, IReadOnlyList<(int Index, WindowFeature Feature)> windows, string? labelTime)
    {
        _key = key;
        _labelTime = labelTime;
        _events = LogPlan.Of(WindowInput.Events, windows);
        _labels = LogPlan.Of(WindowInput.Labels, windows);
        if (_events is not null)
            (_eventValues, _eventScratch) = For(_events);
        if (_labels is not null)
            (_labelValues, _labelScratch) = For(_labels);
        _empties = [.. Outputs(_events).Concat(Outputs(_labels)).Select(o => (o.Feature, o.Empty))];
    }

    /// <summary>How far before a row's time its windows reach, microseconds.</summary>
    public long Reach => Math.Max(_events?.Reach ?? 0, _labels?.Reach ?? 0);

    public StateSize Size
    {
        get
        {
            var size = new StateSize(_table.Count, 0, 0);
            for (var cell = 0; cell < _table.Capacity; cell++)
            {
                if (_table.At(cell) is { } state)
                    size += new StateSize(0, state.Entries, state.Bytes);
            }
            return size;
        }
    }

    /// <summary>Takes rows in the order of their release.</summary>
    /// <param name="events">Null for none.</param>
    /// <param name="labels">Null for none.</param>
    /// <param name="labelBefore">For each label the event before which it is taken.</param>
    /// <param name="settled">Rows older than this are so late that windows may have lost entries; they see what is above <see cref="Floor"/>.</param>
    /// <param name="outputs">By feature; null to only keep state.</param>
    public void Process(RecordBatch? events, RecordBatch? labels, ReadOnlySpan<int> labelBefore, long settled, float[][]? outputs)
    {
        var eventRows = Open(events);
        var labelRows = OpenLabels(labels);
        var label = 0;
        for (var row = 0; row < eventRows.Count; row++)
        {
            for (; label < labelRows.Count && labelBefore[label] <= row; label++)
                AddLabel(labelRows, label, settled);
            AddEvent(eventRows, row, settled, outputs);
        }
        for (; label < labelRows.Count; label++)
            AddLabel(labelRows, label, settled);
    }

    /// <summary>
    /// Looks at some keys, in turn: moves their windows on to <paramref name="settled"/>, drops entries no window reaches any
    /// more, and forgets keys that have none left.
    /// </summary>
    public void Sweep(long settled, int rows)
    {
        if (settled == long.MinValue)
            return;
        // Several for each new key: however fast keys come and go, those that are dead cannot outnumber the others.
        var cells = 16 + (rows / 16) + (4 * _added);
        _added = 0;
        for (; cells > 0; cells--)
        {
            _sweep = _sweep >= _table.Capacity ? 0 : _sweep;
            if (_table.At(_sweep) is not { } state)
            {
                _sweep++;
                continue;
            }
            state.Events?.Expire(settled);
            state.Labels?.Expire(settled);
            if (state.Entries == 0)
                _table.RemoveAt(_sweep);
            else
                _sweep++;
        }
    }

    private static (ValueReader Values, Accumulators Scratch) For(LogPlan plan) => (new ValueReader(plan), new Accumulators(plan.Words, plan.Objects));

    private static IEnumerable<WindowOutput> Outputs(LogPlan? plan) => plan?.Windows.SelectMany(w => w.Outputs) ?? [];

    private static long Floor(LogPlan plan, long settled) => settled == long.MinValue ? settled : settled - plan.Reach;

    private EventRows Open(RecordBatch? events)
    {
        if (events is null)
            return default;
        _eventValues?.Read(events);
        return new EventRows(events, _key);
    }

    private LabelRows OpenLabels(RecordBatch? labels)
    {
        if (labels is null || _labels is null)
            return default;
        _labelValues!.Read(labels);
        return new LabelRows(labels, _key, _labelTime!);
    }

    private void AddLabel(in LabelRows rows, int row, long settled)
    {
        if (rows.Keys.IsNull(row) || rows.Times[row] <= Floor(_labels!, settled))
            return;
        FindOrAdd(rows.Keys[row]).Labels!.Insert(rows.Times[row], _labelValues![row]);
    }

    private void AddEvent(in EventRows rows, int row, long settled, float[][]? outputs)
    {
        if (rows.Keys.IsNull(row))
        {
            WriteEmpty(outputs, row);
            return;
        }
        var key = rows.Keys[row];
        var time = rows.Times[row];
        var self = -1L;
        KeyState? state;
        if (_events is null)
        {
            state = _table.Find(key, _table.HashOf(key));
        }
        else
        {
            state = FindOrAdd(key);
            if (time > Floor(_events, settled))
                self = state.Events!.Insert(time, _eventValues![row]);
        }
        if (outputs is null)
            return;
        if (state is null)
        {
            WriteEmpty(outputs, row);
            return;
        }
        var aside = time < settled || (rows.Flags[row] & (byte)RowFlags.Early) != 0;
        Read(state.Events, _events, _eventScratch, self);
        Read(state.Labels, _labels, _labelScratch, -1);

        void Read(KeyLog? log, LogPlan? plan, Accumulators scratch, long own)
        {
            if (log is null)
                return;
            var floor = Floor(plan!, settled);
            if (aside || !log.CanMoveTo(time))
            {
                log.ReadAside(time, floor, own, scratch, outputs, row);
                return;
            }
            log.MoveTo(time);
            log.Read(time, own, outputs, row);
            log.Drop(floor);
        }
    }

    private void WriteEmpty(float[][]? outputs, int row)
    {
        if (outputs is null)
            return;
        foreach (var (feature, empty) in _empties)
            outputs[feature][row] = empty;
    }

    private KeyState FindOrAdd(ReadOnlySpan<byte> key)
    {
        var hash = _table.HashOf(key);
        var state = _table.Find(key, hash);
        if (state is null)
        {
            state = new KeyState(_events, _labels) { Key = key.ToArray(), Hash = hash };
            _table.Add(state);
            _added++;
        }
        return state;
    }

    private readonly ref struct EventRows(RecordBatch batch, string key)
    {
        public readonly int Count = batch.Length;
        public readonly KeyColumn Keys = new(batch, key);
        public readonly ReadOnlySpan<long> Times = Columns.Int64(batch, SystemColumns.EventTime);
        public readonly ReadOnlySpan<byte> Flags = Columns.UInt8(batch, SystemColumns.Flags);
    }

    private readonly ref struct LabelRows(RecordBatch batch, string key, string time)
    {
        public readonly int Count = batch.Length;
        public readonly KeyColumn Keys = new(batch, key);
        public readonly ReadOnlySpan<long> Times = Columns.Int64(batch, time);
    }
}
