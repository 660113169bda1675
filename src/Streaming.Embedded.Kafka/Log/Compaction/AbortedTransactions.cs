namespace Streaming.Embedded.Kafka.Log.Compaction;

/// <summary>Which batches of a log belong to transactions that were aborted. Holds below the last stable offset.</summary>
sealed class AbortedTransactions
{
    readonly ILookup<long, AbortedTransaction> _byProducer;

    public AbortedTransactions(LogView view)
    {
        var all = new List<AbortedTransaction>();
        foreach (var segment in view.Segments)
            all.AddRange(segment.Aborted);
        _byProducer = all.ToLookup(transaction => transaction.ProducerId);
    }

    public bool Has(in BatchHeader batch)
    {
        if (!batch.IsTransactional || batch.IsControl)
            return false;
        var offset = batch.BaseOffset;
        return _byProducer[batch.ProducerId].Any(t => t.FirstOffset <= offset && offset <= t.LastOffset);
    }
}
