using System.Globalization;
using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Workloads;

/// <summary>
/// Transactions that happen now, at an even pace: each one's event time is the moment it is due, whether or not the
/// publisher gets to it in time, so that a publisher held up shows as latency. Each comes with a label about a transaction of
/// a week ago, as in steady operation.
/// </summary>
sealed class LiveTransactions : IRecordSource
{
    const int Customers = 5_000;
    const int Terminals = 10_000;
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    readonly Random _random = new(3);
    readonly TimeProvider? _time;
    readonly int _rate;
    readonly byte[] _scratch = new byte[512];
    Timestamp _start;
    long _next;
    bool _label;

    /// <summary>Endless, until the process is told to stop.</summary>
    /// <param name="rate">Events a second.</param>
    /// <param name="time">Clock of event times.</param>
    public LiveTransactions(int rate, TimeProvider time) => (_rate, _time) = (rate, time);

    /// <summary>One transaction.</summary>
    /// <param name="at">Its event time.</param>
    public LiveTransactions(Timestamp at) => (_rate, _start) = (1, at);

    public double? Fraction => null;

    public bool CarriesLabels => true;

    public bool Read(OutgoingRecord record)
    {
        if (_time is null && _next > 0)
            return false;
        if (_time is not null && _next == 0)
            _start = Timestamp.From(_time.GetUtcNow());
        var at = _start.AddMicros(_next * 1_000_000 / _rate);
        if (_label)
            WriteLabel(record, at);
        else
            WriteEvent(record, at);
        if (_label || _time is null)
            _next++;
        _label = !_label && _time is not null;
        return true;
    }

    void WriteEvent(OutgoingRecord record, Timestamp at)
    {
        var (customer, terminal, cents) = (_random.Next(Customers), _random.Next(Terminals), _random.Next(100, 30_000));
        Write(
            record,
            RowContent.Events,
            $"{customer}",
            $$"""{"TRANSACTION_ID":"{{Id()}}","TX_DATETIME":"{{Iso(at)}}","CUSTOMER_ID":"{{customer}}","TERMINAL_ID":"{{terminal}}","TX_AMOUNT":{{cents / 100}}.{{cents % 100:D2}}}""",
            at
        );
    }

    void WriteLabel(OutgoingRecord record, Timestamp known) =>
        Write(
            record,
            RowContent.Labels,
            $"old-{Id()}",
            $$"""{"TRANSACTION_ID":"old-{{Id()}}","TX_DATETIME":"{{Iso(known - Week)}}","KNOWN_AT":"{{Iso(known)}}","TERMINAL_ID":"{{_random.Next(Terminals)}}","TX_FRAUD":{{(_random.Next(100) == 0 ? "true" : "false")}}}""",
            known
        );

    string Id() => string.Create(CultureInfo.InvariantCulture, $"{(_time is null ? "probe" : "live")}-{_start.Micros}-{_next}");

    void Write(OutgoingRecord record, RowContent content, string key, string value, Timestamp time)
    {
        var keyBytes = System.Text.Encoding.ASCII.GetBytes(key, _scratch);
        var valueBytes = System.Text.Encoding.ASCII.GetBytes(value, _scratch.AsSpan(keyBytes));
        record.Set(content, _scratch.AsSpan(0, keyBytes), _scratch.AsSpan(keyBytes, valueBytes), time);
    }

    static string Iso(Timestamp time) => time.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
