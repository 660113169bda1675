using System.Globalization;

namespace Streaming.Learning.Trials;

/// <summary>What a trial has come to, in words.</summary>
public static class TrialWords
{
    /// <summary>The verdict as a sentence.</summary>
    /// <param name="evidence">What the labelled rows say.</param>
    /// <param name="challenger">Who was tried.</param>
    public static string Of(TrialEvidence evidence, string challenger)
    {
        var enough = $"{evidence.Enough:N0} times its stake is enough";
        var errors = $"its mean squared error is {Error(evidence.OtherError)}, against {Error(evidence.OneError)}";
        return evidence.Verdict switch
        {
            TrialVerdict.Better => $"{challenger} is better: {errors}. The evidence for that is {Times(evidence.ForBetter)}, and {enough}.",
            TrialVerdict.Worse => $"{challenger} is worse: {errors}. The evidence for that is {Times(evidence.ForWorse)}, and {enough}.",
            _ =>
                $"It is undecided whether {challenger} is better: {errors}. The evidence that it is better is {Times(evidence.ForBetter)}, "
                    + $"that it is worse {Times(evidence.ForWorse)}, and {enough}. More labelled rows will tell.",
        };
    }

    static string Error(double error) => error.ToString("0.000000", CultureInfo.InvariantCulture);

    static string Times(double wealth) =>
        wealth >= 1e6 ? "more than a million times its stake"
        : wealth >= 10 ? $"{wealth:N0} times its stake"
        : $"{wealth:0.00} times its stake";
}
