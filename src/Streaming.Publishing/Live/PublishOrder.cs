using Streaming.Topology.Plan;

namespace Streaming.Publishing.Live;

/// <summary>What one caller waits for.</summary>
sealed class PublishOrder(RowContent content, IReadOnlyList<ReadyRecord> records, PublishKey? key, CancellationToken stop)
{
    public RowContent Content => content;

    public IReadOnlyList<ReadyRecord> Records => records;

    /// <summary>Null: whoever sends it again has it written again.</summary>
    public PublishKey? Key => key;

    public CancellationToken Stop => stop;

    public long Bytes { get; } = records.Sum(r => (long)r.Key.Length + r.Value.Length);

    public TaskCompletionSource<IReadOnlyList<RecordPlace>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
