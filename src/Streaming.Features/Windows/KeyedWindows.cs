using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Features.Keys;
using Streaming.Features.Snapshots;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>
/// All windows of a stage that share a key field. Rows come in the order of their release. One that its key's windows can
/// move on to is read from running aggregates; a late or an early one aside, from the entries. Both ways give the same bits.
/// </summary>
sealed class KeyedWindows
{
    readonly string _key;
    readonly string? _labelTime;
    readonly LogPlan[] _logs;
    readonly ValueReader[] _values;
    readonly Accumulators[] _scratch;
    readonly bool _keepsEvents;
    readonly bool _keepsLabels;
    readonly (int Feature, float Empty)[] _empties;
    KeyTable<KeyState> _table = new();
    int _sweep;
    int _added;

    /// <param name="key">The key field.</param>
    /// <param name="windows">The features with their indexes among the stage's features.</param>
    /// <param name="labelTime">Column of a label that holds the time of what it labels.</param>
    /// <param name="isInteger">Whether an input's expression is an integer that a double may not hold.</param>
    public KeyedWindows(
        string key,
        IEnumerable<(int Index, WindowFeature Feature)> windows,
        string? labelTime,
        Func<WindowInput, Expr, bool> isInteger
    )
    {
        _key = key;
        _labelTime = labelTime;
        _logs = LogPlan.For(windows, isInteger);
        _values = System.Array.ConvertAll(_logs, p => new ValueReader(p));
        _scratch = System.Array.ConvertAll(_logs, p => new Accumulators(p.Words, p.Objects));
        _keepsEvents = System.Array.Exists(_logs, p => p.Input == WindowInput.Events);
        _keepsLabels = System.Array.Exists(_logs, p => p.Input == WindowInput.Labels);
        _empties = [.. _logs.SelectMany(p => p.Windows).SelectMany(w => w.Outputs).Select(o => (o.Feature, o.Empty))];
    }

    /// <summary>The key field.</summary>
    public string Key => _key;

    public IReadOnlyList<LogPlan> Logs => _logs;

    /// <summary>How far before a row's time its windows reach, microseconds.</summary>
    public long Reach => _logs.Max(p => p.Reach);

    public StateSize Size
    {
        get
        {
            var size = new StateSize(_table.Count, 0, 0);
            foreach (var state in StatesOf(_table))
                size += new StateSize(0, state.Entries, state.Bytes);
            return size;
        }
    }

    /// <summary>Takes rows in the order of their release.</summary>
    /// <param name="events">Null for none.</param>
    /// <param name="labels">Null for none.</param>
    /// <param name="labelBefore">For each label the event before which it is taken.</param>
    /// <param name="settled">
    /// Rows older than this are so late that entries may be gone: they see what is above <see cref="LogPlan.Floor"/>.
    /// </param>
    /// <param name="outputs">By feature; null to only keep state.</param>
    public void Process(RecordBatch? events, RecordBatch? labels, ReadOnlySpan<int> labelBefore, Timestamp settled, float[][]? outputs)
    {
        var eventRows = OpenEvents(events);
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
    public void Sweep(Timestamp settled, int rows)
    {
        if (settled == Timestamp.Beginning)
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
            foreach (var log in state.Logs)
                log.Expire(settled);
            if (state.Entries == 0)
                _table.RemoveAt(_sweep);
            else
                _sweep++;
        }
    }

    /// <summary>Writes the entries that a row from <paramref name="settled"/> on may still reach; returns how many.</summary>
    public long Write(StateWriter writer, Timestamp settled)
    {
        var floors = System.Array.ConvertAll(_logs, p => p.Floor(settled));
        var kept = new List<KeyState>(_table.Count);
        kept.AddRange(StatesOf(_table).Where(s => s.Reaches(floors)));
        long entries = 0;
        writer.Short((ulong)kept.Count);
        foreach (var state in kept)
        {
            writer.Short((ulong)state.Key.Length);
            writer.Bytes(state.Key);
            for (var i = 0; i < _logs.Length; i++)
                entries += state.Logs[i].Write(writer, floors[i]);
        }
        return entries;
    }

    /// <summary>The keys and entries that <see cref="Write"/> wrote; see <see cref="Adopt"/>.</summary>
    /// <exception cref="SnapshotException">The bytes are damaged.</exception>
    public KeyTable<KeyState> Read(ref StateReader reader, KeyFilter? keeps)
    {
        var table = new KeyTable<KeyState>();
        for (var left = reader.Count(bytesEach: 1 + _logs.Length); left > 0; left--)
        {
            var key = reader.Bytes(reader.Count(bytesEach: 1));
            var hash = table.HashOf(key);
            if (table.Find(key, hash) is not null)
                throw new SnapshotException("a key is in it twice");
            var state = new KeyState(_logs) { Key = key.ToArray(), Hash = hash };
            foreach (var log in state.Logs)
                log.Read(ref reader);
            if (keeps is null || keeps(key))
                table.Add(state);
        }
        return table;
    }

    /// <summary>Whether a key of a table is kept here.</summary>
    public bool HasAny(KeyTable<KeyState> table) => StatesOf(table).Any(s => Find(s.Key) is not null);

    /// <summary>Takes the keys of a table in, none of which is here; returns their entries.</summary>
    public long Add(KeyTable<KeyState> table)
    {
        long entries = 0;
        foreach (var state in StatesOf(table))
        {
            // Each table hashes in its own way.
            state.Hash = _table.HashOf(state.Key);
            _table.Add(state);
            entries += state.Entries;
        }
        return entries;
    }

    /// <summary>Goes on with what <see cref="Read"/> read, and nothing of what was there.</summary>
    public void Adopt(KeyTable<KeyState> table)
    {
        _table = table;
        (_sweep, _added) = (0, 0);
    }

    EventRows OpenEvents(RecordBatch? events)
    {
        if (events is null)
            return default;
        ReadValues(events, WindowInput.Events);
        return new EventRows(events, _key);
    }

    LabelRows OpenLabels(RecordBatch? labels)
    {
        if (labels is null || !_keepsLabels)
            return default;
        ReadValues(labels, WindowInput.Labels);
        return new LabelRows(labels, _key, _labelTime!);
    }

    void ReadValues(RecordBatch batch, WindowInput input)
    {
        for (var i = 0; i < _logs.Length; i++)
        {
            if (_logs[i].Input == input)
                _values[i].Read(batch);
        }
    }

    void AddLabel(in LabelRows rows, int row, Timestamp settled)
    {
        if (rows.Keys.IsNull(row))
            return;
        var state = FindOrAdd(rows.Keys[row]);
        for (var i = 0; i < _logs.Length; i++)
        {
            if (_logs[i].Input == WindowInput.Labels && rows.Times[row] > _logs[i].Floor(settled))
                state.Logs[i].Insert(rows.Times[row], _values[i][row]);
        }
    }

    void AddEvent(in EventRows rows, int row, Timestamp settled, float[][]? outputs)
    {
        var state =
            rows.Keys.IsNull(row) ? null
            : _keepsEvents ? FindOrAdd(rows.Keys[row])
            : Find(rows.Keys[row]);
        if (state is null)
        {
            WriteEmpty(outputs, row);
            return;
        }
        var time = rows.Times[row];
        var aside = time < settled || (rows.Flags[row] & (byte)RowFlags.Early) != 0;
        for (var i = 0; i < _logs.Length; i++)
        {
            var log = state.Logs[i];
            var floor = _logs[i].Floor(settled);
            var self = _logs[i].Input == WindowInput.Events && time > floor ? log.Insert(time, _values[i][row]) : -1;
            if (outputs is null)
                continue;
            if (aside || !log.CanMoveTo(time))
            {
                log.ReadAside(time, floor, self, _scratch[i], outputs, row);
                continue;
            }
            log.MoveTo(time);
            log.Read(time, self, outputs, row);
            log.Drop(floor);
        }
    }

    void WriteEmpty(float[][]? outputs, int row)
    {
        if (outputs is null)
            return;
        foreach (var (feature, empty) in _empties)
            outputs[feature][row] = empty;
    }

    static IEnumerable<KeyState> StatesOf(KeyTable<KeyState> table)
    {
        for (var cell = 0; cell < table.Capacity; cell++)
        {
            if (table.At(cell) is { } state)
                yield return state;
        }
    }

    KeyState? Find(ReadOnlySpan<byte> key) => _table.Find(key, _table.HashOf(key));

    KeyState FindOrAdd(ReadOnlySpan<byte> key)
    {
        var hash = _table.HashOf(key);
        var state = _table.Find(key, hash);
        if (state is null)
        {
            state = new KeyState(_logs) { Key = key.ToArray(), Hash = hash };
            _table.Add(state);
            _added++;
        }
        return state;
    }

    readonly ref struct EventRows(RecordBatch batch, string key)
    {
        public readonly int Count = batch.Length;
        public readonly KeyColumn Keys = new(batch, key);
        public readonly ReadOnlySpan<Timestamp> Times = Columns.Times(batch, SystemColumns.EventTime);
        public readonly ReadOnlySpan<byte> Flags = Columns.UInt8(batch, SystemColumns.Flags);
    }

    readonly ref struct LabelRows(RecordBatch batch, string key, string time)
    {
        public readonly int Count = batch.Length;
        public readonly KeyColumn Keys = new(batch, key);
        public readonly ReadOnlySpan<Timestamp> Times = Columns.Times(batch, time);
    }
}
