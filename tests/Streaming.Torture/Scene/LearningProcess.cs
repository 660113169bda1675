using System.Text.Json;
using Streaming.Torture.Children;

namespace Streaming.Torture.Scene;

/// <summary>A place for a process that serves learning runs, with the jobs that it runs in processes of their own.</summary>
sealed class LearningProcess(
    TortureOptions options,
    LearningSpec spec,
    BrokerServer broker,
    DatabaseServer database,
    Action<string> endedByItself
) : SupervisedPlace(options, Verbs.Learning, spec.Instance, broker, database, endedByItself)
{
    /// <summary>kill -9 of it and of the job that it runs; another follows.</summary>
    public void KillWithJobs() => Process?.Kill(withChildren: true);

    /// <summary>It and its job stand still, until what is given back is disposed of.</summary>
    public FrozenProcesses Freeze() => new FrozenProcesses(Process);

    protected override string Spec() => JsonSerializer.Serialize(spec with { Kafka = Kafka, Postgres = Postgres });
}
