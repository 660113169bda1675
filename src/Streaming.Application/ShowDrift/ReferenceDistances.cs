using Apache.Arrow;
using Streaming.Drift.Distances;
using Streaming.Events.Rows;
using Streaming.Inference.Models;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models.References;
using Streaming.Topology.Plan;

namespace Streaming.Application.ShowDrift;

/// <summary>How far the rows recorded last lie from those that the champion was trained on, by a few batches of each partition.</summary>
sealed class ReferenceDistances
{
    /// <summary>As many of each partition are read at most.</summary>
    const int Batches = 5;

    readonly ModelVersion _champion;
    readonly DriftReference _reference;
    readonly List<(FeatureReference Reference, ReferenceHistogram Histogram, long[] Counts)> _columns = [];
    long _rows;

    ReferenceDistances(ModelVersion champion, DriftReference reference)
    {
        (_champion, _reference) = (champion, reference);
        foreach (var column in reference.Features.Append(reference.Score))
        {
            var histogram = column.ToHistogram();
            _columns.Add((column, histogram, histogram.NewCounts()));
        }
    }

    /// <param name="lineage">Where the rows lie.</param>
    /// <param name="plan">The topology.</param>
    /// <param name="champion">Its champion.</param>
    /// <param name="reference">What that was trained on.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null where nothing is recorded.</returns>
    public static async Task<ShownReference?> ReadAsync(
        LineageStore lineage,
        PipelinePlan plan,
        ModelVersion champion,
        DriftReference reference,
        CancellationToken stop
    )
    {
        var distances = new ReferenceDistances(champion, reference);
        foreach (var summary in await lineage.ListStreamsAsync(plan.Topology.Name, stop))
        {
            if (summary.Stream.Stage != plan.Final.Name)
                continue;
            var first = Math.Max(1, summary.Version - Batches + 1);
            await foreach (var batch in lineage.ReadAsync(summary.Stream, first, summary.Version, stop))
            {
                using var rows = batch.Table(TableNames.Rows);
                if (rows is not null)
                    distances.Add(batch.Header, rows);
            }
        }

        return distances._rows == 0 ? null : distances.Shown();
    }

    void Add(BatchHeader header, RecordBatch rows)
    {
        _rows += rows.Length;
        foreach (var (reference, histogram, counts) in _columns.SkipLast(1))
        {
            if (!Columns.HasFeature(rows, reference.Name))
                continue;
            foreach (var value in Columns.Float(rows, reference.Name))
                counts[histogram.BinOf(value)]++;
        }

        // Scores of other versions are like those of none.
        var place = header.ScoredBy.ToList().FindIndex(m => m.Name == _champion.Name && m.Version == _champion.Version);
        if (place < 0)
            return;
        var (_, scores, found) = _columns[^1];
        foreach (var score in RecordedScores.Of(rows, place))
            found[scores.BinOf(score)]++;
    }

    ShownReference Shown() =>
        new(
            _champion.Name,
            _champion.Version,
            _reference.Rows,
            _rows,
            [
                .. _columns
                    .Where(c => c.Reference.Counts.Sum() > 0 && c.Counts.Sum() > 0)
                    .Select(c => new ReferenceDistance(
                        c.Reference.Name,
                        Distance.PopulationStability(c.Histogram, c.Counts),
                        Distance.KolmogorovSmirnov(c.Histogram, c.Counts),
                        Distance.JensenShannon(c.Histogram, c.Counts),
                        (double)c.Counts[^1] / c.Counts.Sum(),
                        c.Reference.MissingShare
                    )),
            ]
        );
}
