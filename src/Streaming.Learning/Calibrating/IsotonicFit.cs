using Streaming.Learning.Scorers;

namespace Streaming.Learning.Calibrating;

/// <summary>
/// The rising curve nearest to the labels (pool adjacent violators: Ayer et al. 1955; for classifiers: Zadrozny and Elkan 2002), with
/// straight lines
/// between the middles of its steps, so that what ranked above still does. It is level only before the first and behind the last middle.
/// </summary>
static class IsotonicFit
{
    /// <summary>Steps whose middles lie nearer than this are one: a line between them would be too steep for float32.</summary>
    const double Nearest = 1e-6;

    /// <param name="scores">One a row.</param>
    /// <param name="labels">One a row; both classes are there.</param>
    internal static Lines Of(float[] scores, bool[] labels)
    {
        var blocks = new List<Block>();
        foreach (var group in scores.Zip(labels).GroupBy(row => row.First, row => row.Second).OrderBy(group => group.Key))
        {
            var block = new Block(group.Count(), group.Count(label => label), (double)group.Key * group.Count());
            // Levels at a joint would tie what was ranked: equal ones are one block, too.
            while (blocks.Count > 0 && (blocks[^1].Share >= block.Share || block.Middle - blocks[^1].Middle < Nearest))
            {
                block = blocks[^1].With(block);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        var points = new List<(float X, float Y)>();
        foreach (var block in blocks)
        {
            var (x, y) = ((float)block.Middle, (float)block.Share);
            if (points.Count == 0 || (x > points[^1].X && y > points[^1].Y))
                points.Add((x, y));
        }

        return new Lines([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]);
    }

    readonly record struct Block(double Rows, double Positives, double Scores)
    {
        internal double Share => Positives / Rows;

        internal double Middle => Scores / Rows;

        internal Block With(Block next) => new(Rows + next.Rows, Positives + next.Positives, Scores + next.Scores);
    }
}
