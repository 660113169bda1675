using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Transactions;

/// <summary>
/// Ends a transaction in three steps: the outcome is made durable, markers go to every partition and offsets to every group, the
/// end is made durable. A crash after the first step is rolled forward at start by doing the other two again; markers
/// written twice are harmless. All run under the transaction's gate.
/// </summary>
sealed class TransactionCompletion(TopicCatalog topics, OffsetManager offsets, StateStore state, Clock clock)
{
    public void End(TransactionState transaction, bool commit, short epoch)
    {
        var status = commit ? TransactionStatus.PrepareCommit : TransactionStatus.PrepareAbort;
        Save(transaction, transaction.Current with { Status = status, Epoch = epoch, LastUpdate = clock.Now });
        RollForward(transaction);
    }

    public void RollForward(TransactionState transaction)
    {
        var model = transaction.Current;
        var commit = model.Status == TransactionStatus.PrepareCommit;
        foreach (var partition in model.Partitions)
            topics.Partition(partition.Topic, partition.Partition)?.AppendMarker(model.ProducerId, model.Epoch, commit);
        foreach (var group in model.Groups)
            offsets.EndTransaction(group, model.ProducerId, commit);
        Save(
            transaction,
            model with
            {
                Status = commit ? TransactionStatus.CompleteCommit : TransactionStatus.CompleteAbort,
                Partitions = [],
                Groups = [],
                LastUpdate = clock.Now,
            }
        );
    }

    /// <summary>
    /// Ends what is open in a partition although the coordinator knows of no open transaction there: after a power loss the records
    /// may be older than the state, or the state than the records, and nobody would ever end it.
    /// </summary>
    public void CloseHanging(Func<long, TransactionModel?> find)
    {
        foreach (var partition in topics.All.SelectMany(topic => topic.Partitions))
        {
            var open = partition.ReadProducers(static producers =>
                producers.Entries.Where(entry => entry.TransactionStart >= 0).Select(entry => (entry.ProducerId, entry.Epoch)).ToList()
            );
            foreach (var (producerId, epoch) in open)
            {
                var model = find(producerId);
                if (model?.Status != TransactionStatus.Ongoing || !model.Partitions.Contains(partition.Identity))
                {
                    partition.AppendMarker(
                        producerId,
                        epoch,
                        commit: model?.Status == TransactionStatus.CompleteCommit && model.Epoch == epoch
                    );
                }
            }
        }
    }

    public void Save(TransactionState transaction, TransactionModel model)
    {
        state.Put(TransactionModel.Key(transaction.TransactionalId), model.Encode());
        transaction.Current = model;
    }
}
