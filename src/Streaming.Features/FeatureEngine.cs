using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Features.Keys;
using Streaming.Features.Snapshots;
using Streaming.Features.Windows;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Features;

/// <summary>
/// Computes the features of one stage partition. Rows come in the order of their release and each window sees the rows
/// released before its own; results depend on that order only, not on how it is cut into batches. Not thread safe.
/// </summary>
/// <remarks>
/// A row may be late by up to the topology's drift bound and still find its windows whole; one that is later sees what lies
/// within <see cref="Horizon"/> of the clock at its batch's beginning. Infinite values count as missing.
/// </remarks>
public sealed class FeatureEngine
{
    /// <summary>Of memory: what is stored is smaller, and one row of a database takes it.</summary>
    const long MostBytes = 512L << 20;

    readonly IReadOnlyList<FeatureModel> _features;
    readonly KeyedWindows[] _windows;
    readonly ExpressionFeatures _expressions;
    readonly FeatureColumns _columns;
    readonly long _drift;
    readonly byte[] _fingerprint;
    Timestamp _clock = Timestamp.Beginning;

    /// <param name="stage">Whose features are computed.</param>
    /// <param name="topology">What they are declared in.</param>
    public FeatureEngine(StagePlan stage, TopologyModel topology)
    {
        _features = stage.Features;
        _drift = topology.Order.Drift.Micros();
        var events = RowSchema.ForSource(topology.Source).Arrow;
        var labels = topology.Labels is null ? events : RowSchema.ForLabels(topology.Labels).Arrow;
        bool isInteger(WindowInput input, Expr value) =>
            CompiledExpression.Compile(value, input == WindowInput.Labels ? labels : events).IsWideInteger;
        _windows =
        [
            .. _features
                .Index()
                .Where(f => f.Item is WindowFeature)
                .Select(f => (f.Index, Feature: (WindowFeature)f.Item))
                .GroupBy(w => w.Feature.Key, StringComparer.Ordinal)
                .Select(g => new KeyedWindows(g.Key, g, topology.Labels?.Time, isInteger)),
        ];
        _expressions = new ExpressionFeatures(_features);
        _columns = new FeatureColumns(_features);
        _fingerprint = SnapshotFingerprint.Of(stage, topology, _windows);
        Horizon = _windows.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_windows.Max(w => w.Reach) + _drift);
    }

    /// <summary>
    /// How far before the clock state reaches: rows (events by event time, labels by the time of what they label) from then
    /// on must be replayed to restore it.
    /// </summary>
    public TimeSpan Horizon { get; }

    /// <summary>What is kept; looks at every key, so ask seldom.</summary>
    public StateSize Size => _windows.Aggregate(default(StateSize), (size, w) => size + w.Size);

    /// <summary>Takes the rows of a merged batch and appends the stage's features, in its order, as float32 columns.</summary>
    /// <param name="events">Null: the batch has labels only.</param>
    /// <param name="labels">Null for none.</param>
    /// <param name="labelBefore">For each label the event before which it is taken.</param>
    /// <param name="clock">Output watermark after the batch.</param>
    [return: NotNullIfNotNull(nameof(events))]
    public RecordBatch? Process(RecordBatch? events, RecordBatch? labels, ReadOnlySpan<int> labelBefore, Timestamp clock)
    {
        if (events is null)
        {
            Replay(events, labels, labelBefore, clock);
            return null;
        }
        var outputs = _columns.Rent(events.Length);
        foreach (var windows in _windows)
            windows.Process(events, labels, labelBefore, Settled, outputs);
        _expressions.Compute(events, outputs);
        AdvanceTo(clock, events.Length + labelBefore.Length);
        return _columns.Append(events, outputs);
    }

    /// <summary>Takes recorded rows as <see cref="Process"/> did when they were live, without computing anything from them.</summary>
    public void Replay(RecordBatch? events, RecordBatch? labels, ReadOnlySpan<int> labelBefore, Timestamp clock)
    {
        foreach (var windows in _windows)
            windows.Process(events, labels, labelBefore, Settled, outputs: null);
        AdvanceTo(clock, (events?.Length ?? 0) + labelBefore.Length);
    }

    /// <summary>
    /// Copies what the windows keep. Another engine that restores it and takes the rows that follow computes the same bits.
    /// Null: there is too much of it to be stored in one piece.
    /// </summary>
    public FeatureSnapshot? Capture()
    {
        var size = Size;
        if (size.Bytes > MostBytes)
            return null;
        var writer = new StateWriter((int)(size.Bytes / 2));
        writer.Long(_clock.Micros);
        var entries = _windows.Sum(w => w.Write(writer, Settled));
        return new FeatureSnapshot(_fingerprint, writer, entries);
    }

    /// <summary>Goes on from stored bytes in place of what is kept; returns the entries read.</summary>
    /// <exception cref="SnapshotException">Nothing has changed: they are damaged, or were made under other definitions.</exception>
    public long Restore(ReadOnlySpan<byte> snapshot)
    {
        var (clock, tables) = Open(snapshot, keeps: null);
        for (var i = 0; i < tables.Count; i++)
            _windows[i].Adopt(tables[i]);
        _clock = clock;
        return Size.Entries;
    }

    /// <summary>Takes some keys of stored bytes in, beside those that are there; the clock stays. Returns the entries read.</summary>
    /// <exception cref="SnapshotException">Nothing has changed: as for <see cref="Restore"/>, or one of the keys is there
    /// already.</exception>
    public long Merge(ReadOnlySpan<byte> snapshot, KeyFilter keeps)
    {
        var (_, tables) = Open(snapshot, keeps);
        for (var i = 0; i < tables.Count; i++)
        {
            if (_windows[i].HasAny(tables[i]))
                throw new SnapshotException("it holds a key that another one holds too");
        }
        return tables.Index().Sum(t => _windows[t.Index].Add(t.Item));
    }

    (Timestamp Clock, List<KeyTable<KeyState>> Tables) Open(ReadOnlySpan<byte> snapshot, KeyFilter? keeps)
    {
        var reader = new StateReader(FeatureSnapshot.Open(snapshot, _fingerprint));
        var clock = new Timestamp(reader.Long());
        var tables = new List<KeyTable<KeyState>>();
        foreach (var windows in _windows)
            tables.Add(windows.Read(ref reader, keeps));
        return reader.Left == 0 ? (clock, tables) : throw new SnapshotException("it does not end where its contents do");
    }

    // Rows from here on find their windows whole.
    Timestamp Settled => _clock.Earlier(_drift);

    void AdvanceTo(Timestamp clock, int rows)
    {
        _clock = Timestamp.Max(_clock, clock);
        foreach (var windows in _windows)
            windows.Sweep(Settled, rows);
    }
}
