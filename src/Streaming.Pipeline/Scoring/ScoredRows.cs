using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Guarding;
using Streaming.Pipeline.Recording;

namespace Streaming.Pipeline.Scoring;

/// <summary>Rows with what became of them (<c>score</c>, <c>decision</c>, and the columns of <see cref="RecordColumns"/>), and who scored
/// them; nobody: the rule alone.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="ScoredBy">As the batch's header names them.</param>
/// <param name="Deciders">As they are served.</param>
sealed record ScoredRows(RecordBatch Rows, IReadOnlyList<ModelInRole> ScoredBy, RowDeciders Deciders);

/// <summary>The scores of those who scored a batch, by their places in <see cref="BatchHeader.ScoredBy"/>, and who decided.</summary>
/// <param name="Scores">Each [rows]; the first is of whoever decides where a row does not say otherwise.</param>
/// <param name="DecidedBy">Place of who decided, one a row; null: the first did, everywhere.</param>
sealed record PlacedScores(IReadOnlyList<float[]> Scores, byte[]? DecidedBy)
{
    /// <summary>The rows with score, decision, and what the others said.</summary>
    public RecordBatch Columns(RecordBatch rows, Decider decider)
    {
        var scored = rows.With(TableNames.Score, FloatType.Default, new FloatArray.Builder().Append(Deciding()).Build());
        scored = scored.With(TableNames.Decision, StringType.Default, decider.Decide(scored));
        if (DecidedBy is { } places)
            scored = scored.With(RecordColumns.DecidedBy, UInt8Type.Default, new UInt8Array.Builder().Append(places.AsSpan()).Build());
        for (var place = 0; place < Scores.Count; place++)
        {
            if (Others(place) is { } others)
                scored = scored.With(RecordColumns.ScoreOf(place), FloatType.Default, others, nullable: true);
        }

        return scored;
    }

    /// <summary>The score that decided each row.</summary>
    ReadOnlySpan<float> Deciding()
    {
        if (DecidedBy is not { } places)
            return Scores[0];
        var deciding = new float[places.Length];
        for (var row = 0; row < places.Length; row++)
            deciding[row] = Scores[places[row]][row];
        return deciding;
    }

    /// <summary>The scores of a place where it did not decide; null where it decided about every row.</summary>
    FloatArray? Others(int place)
    {
        if (DecidedBy is not { } places)
            return place == 0 ? null : new FloatArray.Builder().Append(Scores[place].AsSpan()).Build();
        var others = new FloatArray.Builder();
        var any = false;
        for (var row = 0; row < places.Length; row++)
        {
            if (places[row] == place)
            {
                others.AppendNull();
                continue;
            }

            others.Append(Scores[place][row]);
            any = true;
        }

        return any ? others.Build() : null;
    }
}
