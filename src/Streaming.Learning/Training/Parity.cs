using System.Globalization;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;

namespace Streaming.Learning.Training;

/// <summary>Holds the ONNX file, run by ONNX Runtime, against what the algorithm itself makes of rows.</summary>
static class Parity
{
    /// <param name="model">The ONNX file, loaded.</param>
    /// <param name="own">What the algorithm makes of the rows.</param>
    /// <param name="set">The rows.</param>
    /// <param name="what">What they are called.</param>
    /// <param name="tolerance">How far the two may lie apart, in probability.</param>
    /// <returns>The greatest difference.</returns>
    /// <exception cref="LearningException">They lie further apart, or one is no number; the message names the first such row.</exception>
    internal static double Prove(OnnxModel model, double[] own, TrainingSet set, string what, double tolerance)
    {
        var scores = ScoresOf(model, set, what);
        var greatest = 0.0;
        for (var row = 0; row < scores.Length; row++)
        {
            var apart = Math.Abs(scores[row] - own[row]);
            if (!(apart <= tolerance))
            {
                throw new LearningException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Of {Named(set, what, row)} the ONNX file makes {scores[row]:R}, the algorithm itself {own[row]:R}: "
                    )
                        + string.Create(CultureInfo.InvariantCulture, $"more than {tolerance} apart. The model is refused. ")
                        + "Look for values of that row that are far from all others."
                );
            }

            greatest = Math.Max(greatest, apart);
        }

        return greatest;
    }

    static float[] ScoresOf(OnnxModel model, TrainingSet set, string what)
    {
        try
        {
            return Scores.Of(model, set);
        }
        catch (ModelRunException e)
        {
            var score = new float[1];
            for (var row = 0; row < set.Count; row++)
            {
                try
                {
                    model.Score(set.Row(row), 1, score);
                }
                catch (ModelRunException ofRow)
                {
                    throw new LearningException(
                        $"The ONNX file gives no score for {Named(set, what, row)}: {ofRow.Cause}. The model is refused. "
                            + "Look for values of that row that are infinite, and keep such records out by validation.",
                        ofRow
                    );
                }
            }

            throw new LearningException($"The ONNX file does not score the {what} rows: {e.Cause}. The model is refused.", e);
        }
    }

    static string Named(TrainingSet set, string what, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} row {row + 1} of {set.Count} ({IsoTime.Format(set.EventTimes[row])})");
}
