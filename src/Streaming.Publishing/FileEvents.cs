using System.Text;
using Streaming.Events.Time;
using Streaming.Publishing.Files;
using Streaming.Publishing.Order;
using Streaming.Publishing.Rows;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Publishing;

/// <summary>What to take from a file.</summary>
public sealed record FileEventsSettings
{
    /// <summary>Column by field, where the file calls it otherwise.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Text by field that the file lacks; <c>{row}</c> in it is the row's number.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the file's bytes mean; null: UTF-8, or what its byte order mark says.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Most events to publish; null: all.</summary>
    public long? Limit { get; init; }

    /// <summary>After the end begin again, with later times and new ids, until stopped or at the limit.</summary>
    public bool Loop { get; init; }

    /// <summary>Publish labels where the file has the label column.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>Send the labels that are not yet known at the last event after it; else they are held back.</summary>
    public bool RemainingLabels { get; init; } = true;
}

/// <summary>
/// The events of a file in the file's order, and their labels between them: a label comes before the first event whose
/// time is at or after the moment it becomes known.
/// </summary>
public sealed class FileEvents : IRecordSource, IDisposable
{
    const long StepBetweenRounds = 1_000_000;

    readonly FileEventsSettings _settings;
    readonly EventFile _file;
    readonly FieldNames _names;
    readonly EventEncoder _encoder;
    readonly bool _others;
    readonly LabelSchedule _labels = new();
    readonly WatermarkClock _clock;
    readonly OutgoingRecord _next = new();
    WaitingLabel? _label;
    bool _held;
    RowReader _reader;
    CsvRows? _csv;
    LoopRound? _round;
    long _read;
    Timestamp _first = Timestamp.End;
    Timestamp _last = Timestamp.Beginning;

    /// <param name="topology">What the events are to be.</param>
    /// <param name="path">The file; <c>-</c>: standard input.</param>
    /// <param name="settings">What to take from it.</param>
    /// <param name="stop">Ends the wait for what a pipe does not give yet.</param>
    /// <exception cref="StreamingException">The file cannot be read, or does not fit the topology.</exception>
    public FileEvents(TopologyModel topology, string path, FileEventsSettings settings, CancellationToken stop = default)
    {
        _settings = settings;
        _clock = new WatermarkClock(topology.Order.Drift.Micros());
        _names = new FieldNames(topology, settings.Map);
        RefuseUnknown("A column", settings.Map.Keys, topology);
        RefuseUnknown("A text", settings.Set.Keys, topology);
        _encoder = new EventEncoder(topology, _names, settings.Labels);
        _others = topology.Source.UnknownFields == UnknownFields.Keep;
        _file = new EventFile(path, settings.Encoding, () => Waiting?.Invoke(), stop);
        _reader = Open();
        RefuseMissing(topology);
        CarriesLabels = settings.Labels && topology.Labels is { } labels && Has(labels.Target);
    }

    /// <inheritdoc/>
    public Action? Waiting { get; set; }

    /// <inheritdoc/>
    public double? Fraction
    {
        get
        {
            var read = _settings.Loop ? null : _file.Fraction;
            return _settings.Limit is { } limit ? Math.Max(read ?? 0, (double)_read / limit) : read;
        }
    }

    /// <inheritdoc/>
    public bool CarriesLabels { get; }

    /// <summary>Labels read and not given, as they are not known yet.</summary>
    public int LabelsHeld => _labels.Count;

    /// <inheritdoc/>
    public bool Read(OutgoingRecord record)
    {
        if (!_held && !(_held = ReadEvent()))
            return _settings.RemainingLabels && TryLabel(Timestamp.End, record);
        if (_clock.Now is { } now && TryLabel(now, record))
            return true;
        record.CopyFrom(_next);
        if (_label is not null)
            _labels.Add(_label);
        _held = false;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _file.Dispose();
    }

    bool ReadEvent()
    {
        if (_read >= _settings.Limit)
            return false;
        while (!Next())
        {
            if (!_settings.Loop || _read == 0)
                return false;
            Again();
        }

        _read++;
        _label = _encoder.Encode(_reader, _round, _next);
        if (_next.Time is not { } time)
            return true;
        (_first, _last) = (Timestamp.Min(_first, time), Timestamp.Max(_last, time));
        _clock.Observe(time);
        return true;
    }

    bool TryLabel(Timestamp time, OutgoingRecord record)
    {
        if (_labels.Take(time) is not { } label)
            return false;
        record.Set(RowContent.Labels, label.Key, label.Value, label.Known);
        return true;
    }

    RowReader Open()
    {
        var rows = _file.Open(_names, _others);
        _csv = rows as CsvRows;
        return _settings.Set.Count == 0
            ? rows
            : new CompletedRows(rows, _names, _settings.Set.ToDictionary(s => _names.Slot(s.Key), s => s.Value));
    }

    /// <summary>The file may give the field; of JSON lines only each line tells.</summary>
    bool Has(string field) => _csv is null || _csv.Has(_names.Slot(field)) || _settings.Set.ContainsKey(field);

    bool Next()
    {
        try
        {
            return _reader.Next();
        }
        catch (Exception e) when (EventFile.IsUnreadable(e))
        {
            throw _file.Unreadable(e);
        }
    }

    void Again()
    {
        _reader.Dispose();
        _reader = Open();
        var shift = _last < _first ? 0 : _last.MicrosSince(_first) + StepBetweenRounds;
        _round = new LoopRound((_round?.Number ?? 1) + 1, (_round?.Shift ?? 0) + shift);
        // The next round begins at the shifted first time.
        _first = _first.Later(shift);
    }

    static void RefuseUnknown(string what, IEnumerable<string> fields, TopologyModel topology)
    {
        var known = topology
            .Source.Fields.Concat(topology.Labels?.Fields ?? [])
            .Select(f => f.Name)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        foreach (var field in fields)
        {
            if (!known.Contains(field, StringComparer.Ordinal))
            {
                throw new StreamingException(
                    $"{what} is given for the field '{field}', which {topology.Name} does not have. Its fields: {string.Join(", ", known)}."
                );
            }
        }
    }

    void RefuseMissing(TopologyModel topology)
    {
        var missing = topology
            .Source.Fields.Where(f => !f.Optional && !Has(f.Name))
            .Select(f => _names.Columns[_names.Slot(f.Name)])
            .ToList();
        if (missing.Count > 0)
        {
            throw new StreamingException(
                $"{_file.Name} has no column {string.Join(", ", missing)}, which {topology.Name} requires. Name the columns they come "
                    + "from, or give a text."
            )
            {
                Cure = Cure.NameColumns,
            };
        }
    }
}
