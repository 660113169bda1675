using System.Buffers;

namespace Streaming.Explanations.Scoring;

/// <summary>
/// What a coalition of features is worth: the mean score of the background's rows once its features are those of the row in question. What
/// is scored together hangs on the row and the coalitions alone, so that the number of threads cannot change a bit.
/// </summary>
sealed class CoalitionGame(ScoreRows score, ReadOnlyMemory<float> background, int width)
{
    /// <summary>Rows that are scored in one call: enough for a call's own cost not to count, few enough for the cache.</summary>
    const int Batch = 4096;

    readonly int _others = background.Length / width;

    /// <summary>Rows of the background.</summary>
    internal int Others => _others;

    /// <summary>The mean score of the background.</summary>
    internal double Base(CancellationToken stop)
    {
        var sum = 0.0;
        var scores = new double[Math.Min(Batch, _others)];
        for (var from = 0; from < _others; from += Batch)
        {
            stop.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, _others - from);
            score(background.Span.Slice(from * width, count * width), scores.AsSpan(0, count));
            for (var i = 0; i < count; i++)
                sum += scores[i];
        }

        return sum / _others;
    }

    /// <summary>The features in which a row differs from some row of the background: all others can have moved nothing.</summary>
    internal int[] Players(ReadOnlySpan<float> row)
    {
        var found = new List<int>();
        for (var feature = 0; feature < width; feature++)
        {
            for (var at = feature; at < background.Length; at += width)
            {
                // Missing is no other value than missing.
                if (!background.Span[at].Equals(row[feature]))
                {
                    found.Add(feature);
                    break;
                }
            }
        }

        return [.. found];
    }

    /// <param name="row">The row that is explained.</param>
    /// <param name="players">The features that coalitions are made of.</param>
    /// <param name="coalitions">Sets of them.</param>
    /// <param name="worths">Receives one value a coalition.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="stop">Gives up.</param>
    internal void Worths(
        ReadOnlyMemory<float> row,
        int[] players,
        Coalitions coalitions,
        Memory<double> worths,
        int threads,
        CancellationToken stop
    )
    {
        var together = Math.Max(1, Batch / _others);
        Parallel.For(
            0,
            (coalitions.Count + together - 1) / together,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop },
            part =>
            {
                var first = part * together;
                var count = Math.Min(together, coalitions.Count - first);
                Score(row.Span, players, coalitions, first, worths.Span.Slice(first, count));
            }
        );
    }

    void Score(ReadOnlySpan<float> row, int[] players, Coalitions coalitions, int first, Span<double> worths)
    {
        var atOnce = Math.Min(Batch, _others);
        var rows = ArrayPool<float>.Shared.Rent(worths.Length * atOnce * width);
        var scores = ArrayPool<double>.Shared.Rent(worths.Length * atOnce);
        try
        {
            worths.Clear();
            for (var from = 0; from < _others; from += atOnce)
            {
                var part = background.Span.Slice(from * width, Math.Min(atOnce, _others - from) * width);
                var each = part.Length / width;
                for (var c = 0; c < worths.Length; c++)
                    Mix(row, part, players, coalitions, first + c, rows.AsSpan(c * part.Length, part.Length));
                score(rows.AsSpan(0, worths.Length * part.Length), scores.AsSpan(0, worths.Length * each));
                for (var c = 0; c < worths.Length; c++)
                {
                    for (var i = 0; i < each; i++)
                        worths[c] += scores[(c * each) + i];
                }
            }

            for (var c = 0; c < worths.Length; c++)
                worths[c] /= _others;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rows);
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    void Mix(ReadOnlySpan<float> row, ReadOnlySpan<float> part, int[] players, Coalitions coalitions, int coalition, Span<float> mixed)
    {
        part.CopyTo(mixed);
        for (var player = 0; player < players.Length; player++)
        {
            if (!coalitions.Has(coalition, player))
                continue;
            var feature = players[player];
            for (var at = feature; at < mixed.Length; at += width)
                mixed[at] = row[feature];
        }
    }
}
