using Streaming.Events.Time;
using Streaming.Lifecycle;

namespace Streaming.Application.Learning;

/// <summary>A learning run as doors show it.</summary>
/// <param name="Topology">Whose model it renews.</param>
/// <param name="Number">Its number among that topology's.</param>
/// <param name="Model">Name of that model.</param>
/// <param name="State">Where it stands, in words.</param>
/// <param name="Over">Nothing comes after that.</param>
/// <param name="Trigger">What began it: person, drift or schedule.</param>
/// <param name="Who">Who wanted it; null where nobody knows.</param>
/// <param name="Why">The reason given.</param>
/// <param name="Version">The version that was trained; null: none yet.</param>
/// <param name="Job">The job that works on it; null: none does.</param>
/// <param name="Story">Where it has been, in order.</param>
public sealed record DescribedRun(
    string Topology,
    int Number,
    string Model,
    string State,
    bool Over,
    string Trigger,
    string? Who,
    string? Why,
    int? Version,
    long? Job,
    IReadOnlyList<DescribedPlace> Story
)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset BegunAt => Story[0].At;

    /// <summary>When it was over; null: it is not.</summary>
    public DateTimeOffset? EndedAt => Over ? Story[^1].At : null;

    internal static DescribedRun Of(LearningRun run) =>
        new(
            run.Begun!.Topology,
            run.Begun.Number,
            run.Begun.Model,
            LearningMachine.WordOf(run.CurrentState!),
            run.Over,
            run.Begun.Trigger,
            run.Begun.Who,
            run.Begun.Why,
            run.Version,
            run.Job,
            [
                .. run.History.Select(p => new DescribedPlace(LearningMachine.WordOf(p.State), p.At, p.Who, p.Why, p.Job, p.Figures)
                {
                    EventTime = p.EventTime is { } micros ? new Timestamp(micros) : null,
                }),
            ]
        );
}

/// <summary>Where a run was.</summary>
/// <param name="State">In words.</param>
/// <param name="At">Since when.</param>
/// <param name="Who">Who wanted it; null: the policy, or nobody knows.</param>
/// <param name="Why">What it rests on.</param>
/// <param name="Job">The job that worked on it then; null: none.</param>
/// <param name="Figures">What was measured before, by name.</param>
public sealed record DescribedPlace(
    string State,
    DateTimeOffset At,
    string? Who,
    string Why,
    long? Job,
    IReadOnlyDictionary<string, double>? Figures
)
{
    /// <summary>How far event time had come; null: nobody looked.</summary>
    public Timestamp? EventTime { get; init; }
}
