using Streaming.Application.Operations;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>A job as doors show it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Operation">What it calls.</param>
/// <param name="About">What that is about: a topology, a model.</param>
/// <param name="Who">Who asked for it; null where nobody knows.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="StartedAt">When the last host began with it.</param>
/// <param name="Host">That host, machine/process.</param>
/// <param name="Attempts">So many times a host has begun with it.</param>
/// <param name="Repeats">What a dead host leaves is taken up by another, from the start.</param>
/// <param name="Files">It runs where these are within reach.</param>
/// <param name="Progress">How far it is; null where nothing is known of it at the moment.</param>
/// <param name="Fault">Why it could not be done.</param>
/// <param name="HasResult">It is there to be read.</param>
public sealed record DescribedJob(
    long Id,
    string Operation,
    string? About,
    JobState State,
    string? Who,
    string? Why,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? Host,
    int Attempts,
    bool Repeats,
    IReadOnlyList<string> Files,
    JobProgress? Progress,
    OperationFault? Fault,
    bool HasResult
)
{
    internal static DescribedJob Of(Job job) =>
        new(
            job.Id,
            job.Asked.Operation,
            job.Asked.About,
            job.State,
            job.Asked.Who,
            job.Asked.Why,
            job.RequestedAt,
            job.StartedAt,
            job.EndedAt,
            job.Host,
            job.Attempts,
            job.Asked.Repeats,
            [.. job.Asked.Files.Select(f => f.Path)],
            JobProgress.Read(job.Progress),
            job.Fault is { } fault
                ? new OperationFault(fault.Code, fault.Message, fault.Cure is { } cure ? new Cure(cure.Code, cure.Arguments) : null)
                : null,
            job.ResultHash is not null
        );
}
