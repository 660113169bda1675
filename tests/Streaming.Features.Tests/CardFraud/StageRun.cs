using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Features.Tests.CardFraud;

/// <summary>Takes transactions and their labels through the two stages of the card-fraud topology, in the merge's order.</summary>
sealed class StageRun
{
    readonly TopologyModel _topology;
    readonly FeatureEngine _customers;
    readonly FeatureEngine _terminals;
    readonly RowBuilder _events;
    readonly RowBuilder _labels;
    readonly Queue<Transaction> _unlabelled = new();

    public StageRun()
    {
        _topology = TopologyLoader.Load(Path.Combine(Transactions.Folder("topology/card-fraud"), "topology.yaml"));
        var stages = PlanCompiler.Compile(_topology).Stages;
        _customers = new FeatureEngine(stages.Single(s => s.Key == "CUSTOMER_ID"), _topology);
        _terminals = new FeatureEngine(stages.Single(s => s.Key == "TERMINAL_ID"), _topology);
        _events = new RowBuilder(RowSchema.ForSource(_topology.Source).Arrow);
        _labels = new RowBuilder(RowSchema.ForLabels(_topology.Labels!).Arrow);
    }

    public IReadOnlyList<string> Features => [.. _topology.Features.Select(f => f.Name)];

    public StateSize Size => _customers.Size + _terminals.Size;

    public RecordBatch Take(IReadOnlyList<Transaction> transactions)
    {
        var (events, labels, before) = Build(transactions);
        var clock = transactions[^1].Time;
        return _terminals.Process(_customers.Process(events, labels: null, [], new Timestamp(clock)), labels, before, new Timestamp(clock));
    }

    public (RecordBatch Events, RecordBatch? Labels, int[] LabelBefore) Build(IReadOnlyList<Transaction> transactions)
    {
        var before = new List<int>();
        var delay = _topology.Labels!.Delay!.Value.Ticks / TimeSpan.TicksPerMicrosecond;
        foreach (var transaction in transactions)
        {
            while (_unlabelled.TryPeek(out var known) && known.Time + delay <= transaction.Time)
            {
                before.Add(_events.Length);
                AddLabel(_unlabelled.Dequeue(), delay);
            }
            AddEvent(transaction);
            _unlabelled.Enqueue(transaction);
        }
        return (_events.Build(), before.Count == 0 ? null : _labels.Build(), [.. before]);
    }

    void AddEvent(Transaction transaction)
    {
        AddSystem(_events, transaction.Time);
        AddCommon(_events, transaction);
        Text(_events, "CUSTOMER_ID", transaction.Customer);
        _events.Fixed<double>("TX_AMOUNT").Append(transaction.Amount);
        _events.CommitRow();
    }

    void AddLabel(Transaction transaction, long delay)
    {
        AddSystem(_labels, transaction.Time + delay);
        AddCommon(_labels, transaction);
        _labels.Fixed<long>("KNOWN_AT").Append(transaction.Time + delay);
        _labels.Bool("TX_FRAUD").Append(transaction.Fraud);
        _labels.CommitRow();
    }

    static void AddCommon(RowBuilder rows, Transaction transaction)
    {
        Text(rows, "TRANSACTION_ID", transaction.Id);
        Text(rows, "TERMINAL_ID", transaction.Terminal);
        rows.Fixed<long>("TX_DATETIME").Append(transaction.Time);
    }

    static void AddSystem(RowBuilder rows, long time)
    {
        rows.Fixed<int>(SystemColumns.Partition).Append(0);
        rows.Fixed<long>(SystemColumns.Offset).Append(0);
        rows.Fixed<long>(SystemColumns.SourceTime).Append(0);
        rows.Fixed<long>(SystemColumns.ArrivalTime).Append(0);
        rows.Fixed<long>(SystemColumns.EventTime).Append(time);
        rows.Fixed<byte>(SystemColumns.Flags).Append((byte)RowFlags.None);
    }

    static void Text(RowBuilder rows, string column, string text) => rows.Bytes(column).Append(Encoding.UTF8.GetBytes(text));
}
