namespace Streaming.Learning.Search;

/// <summary>How long settings are searched, and how they are compared.</summary>
public sealed record SearchOptions
{
    /// <summary>Trials, the first of which has the algorithm's defaults. The same number and seed give the same result.</summary>
    public int Trials { get; init; } = 30;

    /// <summary>No trial begins after this; null: there is time.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Periods that each trial is judged on.</summary>
    public int Folds { get; init; } = 4;

    /// <exception cref="LearningException">Out of range.</exception>
    internal void Check()
    {
        if (Trials is < 1 or > 10_000)
            throw new LearningException("A search takes 1 to 10000 trials.");
        if (Folds is < 1 or > 50)
            throw new LearningException("A search takes 1 to 50 folds.");
        if (Time is { } time && time <= TimeSpan.Zero)
            throw new LearningException("The time for a search must be above 0.");
    }
}

/// <summary>How far a search is.</summary>
/// <param name="Done">Trials that are over.</param>
/// <param name="Trials">Of how many.</param>
/// <param name="Best">The best so far.</param>
public sealed record SearchState(int Done, int Trials, Trial Best);
