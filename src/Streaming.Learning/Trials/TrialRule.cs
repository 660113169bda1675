namespace Streaming.Learning.Trials;

/// <summary>When a trial is decided.</summary>
public sealed record TrialRule
{
    /// <summary>Chance of each wrong verdict, however often it is looked at: 0.05 finds evidence of 20 times the stake enough.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>By how much smaller the mean squared error has to be for the other to be better; 0: any difference counts.</summary>
    public double Margin { get; init; }

    /// <summary>By how much greater the mean squared error may be before the other is worse.</summary>
    public double Tolerance { get; init; }

    /// <summary>The evidence that is enough, as a multiple of the stake.</summary>
    public double Enough => 1 / Alpha;
}

/// <summary>What a trial has come to.</summary>
public enum TrialVerdict
{
    /// <summary>The rows do not tell yet.</summary>
    Undecided,

    /// <summary>The other is better by more than the margin.</summary>
    Better,

    /// <summary>The other is worse by more than the tolerance.</summary>
    Worse,
}
