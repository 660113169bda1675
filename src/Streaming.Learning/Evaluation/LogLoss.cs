namespace Streaming.Learning.Evaluation;

/// <summary>Mean negative log likelihood of the labels, the scores taken as probabilities, in nats.</summary>
public static class LogLoss
{
    /// <summary>Probabilities are kept this far from 0 and 1, so that one sure mistake does not make the mean infinite: float32's own
    /// grain.</summary>
    const double Margin = 1.1920929e-7;

    /// <returns>Null without rows.</returns>
    public static double? Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        Ranking.Check(scores, labels);
        var sum = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            var probability = Math.Clamp((double)scores[row], Margin, 1 - Margin);
            sum -= Math.Log(labels[row] ? probability : 1 - probability);
        }

        return scores.Length > 0 ? sum / scores.Length : null;
    }
}
