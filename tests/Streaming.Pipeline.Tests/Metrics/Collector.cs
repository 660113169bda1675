using System.Diagnostics.Metrics;
using Streaming.Pipeline.Metrics;

namespace Streaming.Pipeline.Tests.Metrics;

/// <summary>What somebody who listens to the product's meter gets of one topology.</summary>
sealed class Collector : IDisposable
{
    readonly MeterListener _listener = new();
    readonly string _topology;
    readonly Lock _gate = new();
    readonly List<Collected> _collected = [];
    readonly Dictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);

    public Collector(string topology)
    {
        _topology = topology;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != StreamingTelemetry.Name)
                return;
            lock (_gate)
                _instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every instrument, by name.</summary>
    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>What was added so far, and the totals as they are now.</summary>
    public List<Collected> Collect()
    {
        _listener.RecordObservableInstruments();
        lock (_gate)
        {
            List<Collected> all = [.. _collected];
            _collected.Clear();
            return all;
        }
    }

    public void Dispose() => _listener.Dispose();

    void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var named = new Dictionary<string, object?>([.. tags], StringComparer.Ordinal);
        if (!Equals(named.GetValueOrDefault("streaming.topology"), _topology))
            return;
        lock (_gate)
            _collected.Add(new Collected(instrument.Name, value, named));
    }
}

sealed record Collected(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags)
{
    public override string ToString()
    {
        var tags = Tags.Where(t => t.Key != "streaming.topology").OrderBy(t => t.Key, StringComparer.Ordinal);
        return $"{Instrument} {Value} {string.Join(' ', tags.Select(t => t.Value))}";
    }
}
