namespace Streaming.Torture.Children;

/// <summary>What a process that serves learning runs is told.</summary>
/// <param name="File">The topology with its policy.</param>
/// <param name="Instance">Its name.</param>
/// <param name="Lease">How long a job is kept from others whose process says nothing.</param>
sealed record LearningSpec(string File, string Kafka, string Postgres, string Instance, TimeSpan Lease);
