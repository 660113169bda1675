using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Store;

namespace Streaming.Pipeline.Tests.Commit;

/// <summary>One process that owns the partition until a fault ends it.</summary>
/// <param name="fault">What happens to it; null: nothing.</param>
/// <param name="at">In which of its commits, from 0.</param>
sealed class ModelProcess(Fault? fault, int at)
{
    readonly TaskCompletionSource _asleep = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _commits = -1;

    /// <summary>Done when it sleeps: the group takes it for dead, and somebody else goes on.</summary>
    public Task Asleep => _asleep.Task;

    /// <summary>When it wakes up again.</summary>
    public Fault? Sleeps => fault is Fault.WakesAfterTailWasRead or Fault.WakesAfterCommit or Fault.EmitsAfterCommit ? fault : null;

    /// <summary>The partition is being taken away.</summary>
    public bool IsRevoked => fault == Fault.Revoked && _commits >= at;

    bool IsNow => _commits == at;

    public void Wake() => _wake.TrySetResult();

    public async Task<AppendResult> AppendingAsync(Func<AppendResult> append)
    {
        _commits++;
        if (!IsNow)
            return append();
        switch (fault)
        {
            case Fault.AppendFails:
                throw new StoreUnavailableException("the database is away", null!);
            case Fault.WakesAfterTailWasRead or Fault.WakesAfterCommit:
                await SleepAsync();
                return append();
            case Fault.AppendAnswerLost:
                append();
                throw new StoreUnavailableException("the connection was cut", null!);
            case Fault.EmitsAfterCommit:
                var appended = append();
                await SleepAsync();
                return appended;
            case Fault.DiesBetween:
                append();
                throw new IOException("killed");
            default:
                return append();
        }
    }

    public void Emitting(Action emit)
    {
        if (IsNow && fault == Fault.EmitFails)
            throw new KafkaException(ErrorCode.Local_TimedOut);
        emit();
        if (IsNow && fault == Fault.EmitAnswerLost)
            throw new KafkaException(ErrorCode.Local_TimedOut);
    }

    Task SleepAsync()
    {
        _asleep.TrySetResult();
        return _wake.Task;
    }
}
